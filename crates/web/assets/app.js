// Brygga's own script: keys, drafts, live marks, countdowns, session lock.
// Everything on the pages works without it. It never moves a row and never sends anything on its
// own except drafts, "still here" and the lock.
(() => {
  "use strict";
  const body = document.body;
  const words = body.dataset;
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const fill = (text, values) =>
    (text || "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

  // The server's clock: shared workstations are often minutes wrong.
  const skew = words.now ? Date.parse(words.now) - Date.now() : 0;
  const now = () => Date.now() + skew;
  const clock = (at = now()) =>
    new Intl.DateTimeFormat("sv-SE", {
      timeZone: "Europe/Stockholm",
      hour: "2-digit",
      minute: "2-digit",
    }).format(at);

  // ---- What a screen reader hears: one place, at most one sentence per ten seconds ----
  let lastSaid = -10_000;
  let waiting = null;
  function say(text) {
    const place = $("#status");
    if (!place || !text) return;
    const wait = lastSaid + 10_000 - performance.now();
    if (wait > 0) {
      // A later sentence replaces the one that waits: it sums up the same thing.
      if (!waiting) setTimeout(() => { const next = waiting; waiting = null; say(next); }, wait);
      waiting = text;
      return;
    }
    lastSaid = performance.now();
    place.textContent = text;
  }

  // ---- Keys ----
  const isField = (element) =>
    element instanceof HTMLElement &&
    (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)) &&
    !/^(checkbox|radio|button|submit|reset)$/.test(element.type || "");
  const isOpenMenu = () => $("details.menu[open]");
  const rows = () => $$("tr.r").filter((row) => row.offsetParent !== null || row.offsetHeight > 0);
  const selected = () => $("tr.r--sel");

  function select(row) {
    $$("tr.r--sel").forEach((other) => other.classList.remove("r--sel"));
    row.classList.add("r--sel");
    $(".pt a", row)?.focus();
  }

  function move(step) {
    const all = rows();
    if (!all.length) return false;
    const at = all.indexOf(selected());
    select(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))]);
    return true;
  }

  function press(key) {
    // In a list, E and M belong to the chosen row; a chain has no rows.
    const row = "em".includes(key) ? selected() : null;
    const place = row || (rows().length && "em".includes(key) ? null : document);
    const target = place && $(`[data-key="${key}"]`, place);
    if (!target) return false;
    if (isField(target)) target.focus();
    else target.click();
    return true;
  }

  document.addEventListener("focusin", (event) => {
    const row = event.target instanceof Element && event.target.closest("tr.r");
    if (row && !row.classList.contains("r--sel")) {
      $$("tr.r--sel").forEach((other) => other.classList.remove("r--sel"));
      row.classList.add("r--sel");
    }
  });

  document.addEventListener("keydown", (event) => {
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.altKey && event.key.toLowerCase() === "l" && $("#lock-form")) {
      event.preventDefault();
      $("#lock-form").requestSubmit();
      return;
    }
    if (command && event.key === "Enter") {
      const form = event.target instanceof Element && event.target.closest("form");
      if (form) {
        event.preventDefault();
        form.requestSubmit($("button[type=submit]", form));
      }
      return;
    }
    if (event.key === "Escape") {
      const menu = isOpenMenu();
      if (menu) {
        menu.open = false;
        $("summary", menu).focus();
      }
      return;
    }
    if (command || event.altKey || words.keys !== "on" || isField(event.target)) return;
    if (isOpenMenu()) return;
    let done = false;
    switch (event.key) {
      case "j": case "J": done = move(1) || press("j"); break;
      case "k": case "K": done = move(-1) || press("k"); break;
      case "ArrowDown": done = event.target.closest?.("tr.r") ? move(1) : false; break;
      case "ArrowUp": done = event.target.closest?.("tr.r") ? move(-1) : false; break;
      case "Enter":
        if (event.target === body && selected()) { $(".pt a", selected())?.click(); done = true; }
        break;
      case "e": case "E": done = press("e"); break;
      case "m": case "M": done = press("m"); break;
      case "t": case "T": done = press($("#v-tab")?.checked ? "d" : "t"); break;
      case "/": done = press("/"); break;
      case "?": done = press("?"); break;
    }
    if (done) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    $$("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // ---- Forms: sent once, draft saved while one writes ----
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method !== "post") return;
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button?.dataset.sending) {
      button.dataset.label = button.textContent;
      button.textContent = button.dataset.sending;
    }
  });
  window.addEventListener("pageshow", () => {
    $$("form[data-sent]").forEach((form) => delete form.dataset.sent);
    $$("button[data-label]").forEach((button) => { button.textContent = button.dataset.label; });
  });

  $$("form[data-draft]").forEach((form) => {
    const state = $("[data-draft-state]", form);
    let timer = 0;
    let unsaved = false;
    async function save(keepalive) {
      clearTimeout(timer);
      if (!unsaved || form.dataset.sent) return;
      unsaved = false;
      try {
        const answer = await fetch(form.dataset.draft, {
          method: "POST",
          body: new URLSearchParams(new FormData(form)),
          headers: { Accept: "application/json" },
          keepalive,
        });
        if (!answer.ok) throw new Error(String(answer.status));
        const { at } = await answer.json();
        if (state) state.textContent = fill(words.tDraftSaved, { time: at || clock() });
      } catch {
        unsaved = true;
        if (state) state.textContent = words.tDraftFailed || "";
        timer = setTimeout(() => save(false), 10_000);
      }
    }
    form.addEventListener("input", () => {
      unsaved = true;
      clearTimeout(timer);
      timer = setTimeout(() => save(false), 1200);
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
    window.addEventListener("pagehide", () => save(true));
  });

  // ---- Live: what has changed since this page was made ----
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("brygga") : null;
  const changed = new Set();
  let cursor = words.cursor || "";
  let contact = now();
  let mode = "start";

  function show(state) {
    if (state === mode) return;
    mode = state;
    const mark = $("#connection");
    if (!mark) return;
    mark.classList.toggle("live--poll", state === "poll");
    mark.classList.toggle("live--off", state === "off");
    mark.textContent = { live: words.tLive, poll: words.tPoll, off: words.tOff }[state] || words.tLive;
    if (state === "off") say(words.tOff);
  }

  function change({ topic, list, version, at }) {
    const topics = (words.topics || "").split(" ");
    const places = $$("[data-topic]").filter((place) => place.dataset.topic === topic);
    // A chain that is not on this page may be new in the list that the page shows.
    if (!places.length && !topics.includes(topic) && !topics.includes(list)) return;
    if (places.some((place) => Number(place.dataset.version) >= Number(version))) return;
    changed.add(topic);
    const time = at || clock();
    for (const place of places) {
      place.dataset.version = version;
      const mark = $("[data-changed]", place);
      if (mark) {
        mark.hidden = false;
        $("[data-changed-text]", mark).textContent = fill(words.tChangedRow, { time });
      }
    }
    const text = fill(changed.size === 1 ? words.tChangedOne : words.tChangedMany, { n: changed.size });
    const bar = $("#fresh");
    if (bar) {
      bar.hidden = false;
      $("[data-fresh-text]", bar).textContent = text;
    }
    say(text);
    body.dispatchEvent(new CustomEvent("brygga:changed"));
  }

  function heard(message) {
    contact = now();
    if (message.cursor) cursor = message.cursor;
    if (message.reload) { change({ topic: (words.topics || "").split(" ")[0], version: Infinity }); }
    (message.changes || []).forEach(change);
    if (message.topic) change(message);
    if (message.locked) location.reload();
  }

  function tell(message) {
    heard(message);
    channel?.postMessage({ heard: message });
  }

  async function poll() {
    if (!words.poll) return;
    try {
      const answer = await fetch(`${words.poll}?since=${encodeURIComponent(cursor)}`, {
        headers: { Accept: "application/json" },
      });
      if (answer.status === 401 || answer.status === 423) { location.reload(); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      heard(await answer.json());
      if (mode !== "live") show("poll");
    } catch {
      if (mode !== "live") show("off");
    }
  }

  channel?.addEventListener("message", ({ data }) => {
    if (data.heard) { show("live"); heard(data.heard); }
    if (data.state) show(data.state);
    if (data.active) active = Math.max(active, data.active);
    if (data.asks && stream) channel.postMessage({ state: mode });
    if (data.locked) location.reload();
  });

  // One stream per browser: the visible tab that holds the lock reads for all of them. A hidden tab
  // lets go of it.
  let stream = null;
  let letGo = null;
  function open() {
    stream = document.createElement("div");
    stream.hidden = true;
    stream.setAttribute("hx-sse:connect", words.live);
    stream.setAttribute("hx-swap", "none");
    let connection = null;
    stream.addEventListener("htmx:sse:before:connection", (event) => { connection = event.detail.connection; });
    stream.addEventListener("htmx:sse:after:connection", (event) => {
      if (event.detail.connection.status === 200) {
        show("live");
        channel?.postMessage({ state: "live" });
        poll();
      }
    });
    stream.addEventListener("htmx:sse:error", () => { show("poll"); poll(); });
    stream.addEventListener("htmx:error", () => { show("poll"); poll(); });
    stream.addEventListener("changed", (event) => { if (event.detail?.data) tell(JSON.parse(event.detail.data)); });
    stream.addEventListener("reload", () => tell({ reload: true }));
    stream.addEventListener("locked", () => tell({ locked: true }));
    body.append(stream);
    htmx.process(stream);
    return () => {
      stream.remove();
      connection?.reader?.cancel();
      connection?.abortController?.abort();
      stream = null;
    };
  }
  function lead() {
    if (!words.live || letGo || document.hidden || !window.htmx) return;
    if (!navigator.locks) { letGo = open(); return; }
    const giveUp = new AbortController();
    letGo = () => giveUp.abort();
    navigator.locks
      .request("brygga-live", { signal: giveUp.signal }, () => new Promise((release) => {
        const close = open();
        letGo = () => { close(); release(); };
      }))
      .catch(() => {});
  }
  function follow() {
    letGo?.();
    letGo = null;
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { follow(); return; }
    lead();
    poll();
  });
  window.addEventListener("pagehide", follow);
  // A page that is left while it fetches ends the fetch itself: cut off, it would be told as an error.
  for (const leaving of ["beforeunload", "pagehide"]) {
    window.addEventListener(leaving, () => {
      for (const element of $$("[hx-get]")) element.dispatchEvent(new Event("htmx:abort"));
    });
  }
  window.addEventListener("pageshow", lead);
  if (words.live) {
    lead();
    channel?.postMessage({ asks: true });
    setInterval(() => { if (!document.hidden && mode !== "live") poll(); }, 30_000);
  }

  // ---- Time left, every minute; nothing is read aloud until a quarter remains ----
  const soonSaid = new Set();
  function left(rest) {
    const late = rest < 0;
    const total = Math.floor(Math.abs(rest) / 60_000);
    const days = Math.floor(total / 1440);
    const hours = Math.floor((total % 1440) / 60);
    const values = { d: days, h: hours, m: total % 60 };
    if (late) {
      return fill(days ? words.tLateDays : hours ? words.tLateHours : words.tLateMinutes, values);
    }
    return fill(days ? words.tLeftDays : hours ? words.tLeftHours : words.tLeftMinutes, values);
  }
  function tick() {
    for (const due of $$("[data-due]")) {
      const rest = Date.parse(due.dataset.due) - now();
      const minutes = Math.floor(rest / 60_000);
      const text = $("[data-left]", due);
      if (!text || Number.isNaN(rest)) continue;
      const said = left(rest);
      if (said) text.textContent = said;
      const icon = minutes < 0 ? "alert" : minutes < 120 ? "glass" : "clock";
      due.classList.toggle("due--crit", minutes < 0);
      due.classList.toggle("due--warn", minutes >= 0 && minutes < 120);
      const use = $("use", due);
      use?.setAttribute("href", use.getAttribute("href").replace(/#.*$/, `#i-${icon}`));
      if (minutes >= 0 && minutes < 15 && !soonSaid.has(due)) {
        soonSaid.add(due);
        say(fill(words.tDueSoon, { m: minutes }));
      }
    }
    const age = $("#age");
    if (age && words.live) {
      if (mode === "live" && !changed.size) contact = now();
      age.textContent = clock(contact);
      age.parentElement.classList.toggle("old", now() - contact > 60_000);
    }
  }
  setInterval(tick, 30_000);

  // ---- Ten seconds to undo ----
  for (const place of $$("[data-until]")) {
    const until = Date.parse(place.dataset.until);
    const seconds = $("[data-seconds]", place);
    const timer = setInterval(() => {
      const rest = Math.ceil((until - now()) / 1000);
      if (seconds) seconds.textContent = Math.max(0, rest);
      if (rest > 0) return;
      clearInterval(timer);
      if (place.dataset.then) location.assign(place.dataset.then);
      else place.hidden = true;
    }, 250);
  }

  // ---- The screen locks when nobody is here ----
  let active = now();
  let told = now();
  const lockAfter = Number(words.lockAfter || 0) * 1000;
  function here() {
    const at = now();
    if (at - active < 1000) return;
    active = at;
    channel?.postMessage({ active });
  }
  if (lockAfter && $("#lock-form")) {
    for (const kind of ["keydown", "pointerdown", "wheel", "touchstart"]) {
      document.addEventListener(kind, here, { passive: true });
    }
    const warning = $("#lock-warning");
    setInterval(() => {
      const rest = active + lockAfter - now();
      if (rest <= 0) {
        channel?.postMessage({ locked: true });
        $("#lock-form").requestSubmit();
        return;
      }
      if (warning) {
        const soon = rest <= 60_000;
        if (soon && warning.hidden) say(fill(words.tLockSoon, { s: 60 }));
        warning.hidden = !soon;
        const seconds = $("[data-seconds]", warning);
        if (soon && seconds) seconds.textContent = Math.ceil(rest / 1000);
      }
      if (words.alive && active > told && now() - told > 60_000) {
        told = now();
        fetch(words.alive, { method: "POST" }).catch(() => {});
      }
    }, 1000);
  }

  // ---- Nothing can be unfolded on paper; browsers that know no ::details-content are helped ----
  for (const folded of $$("details.how")) {
    let was = folded.open;
    addEventListener("beforeprint", () => ((was = folded.open), (folded.open = true)));
    addEventListener("afterprint", () => (folded.open = was));
  }

  // ---- The print view has a button when there is a script to press it ----
  for (const button of $$("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  for (const button of $$("[data-copy-address]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", () =>
      navigator.clipboard.writeText(location.href).then(() => say(($("span", button).textContent = button.dataset.copied)), () => {}),
    );
  }
  $("#lock-warning button")?.addEventListener("click", here);

  // ---- Focus goes to what the page is about after a form was sent ----
  $("[data-focus]")?.focus();
  tick();
})();
