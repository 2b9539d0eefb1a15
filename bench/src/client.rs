//! The asking side: a few browsers at once, each on its own connection.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};

use crate::http::Connection;

/// Browsers at once.
const BROWSERS: usize = 4;
/// How long a page is asked for.
const ASKED_FOR: Duration = Duration::from_secs(4);
/// Forms that are fetched before they are sent, round after round.
const ROUNDS: usize = 5;

/// `client ADDRESS COOKIE`
pub(crate) fn run(arguments: &[String]) -> anyhow::Result<()> {
    let [address, cookie] = arguments else { anyhow::bail!("client ADDRESS COOKIE") };
    let list = brygga_web::urls::HOME;
    let first = Connection::to(address, cookie)?.get(list)?;
    ensure!(first.status == 200, "the worklist answers {}", first.status);
    let chains = chains(&first.body);
    ensure!(!chains.is_empty(), "the worklist names no chain");
    pages("worklist", address, cookie, &[list.to_owned()])?;
    pages("case", address, cookie, &chains)?;
    acts(address, cookie, &chains)
}

/// The addresses of the cases on a list.
fn chains(page: &str) -> Vec<String> {
    let mut found: Vec<String> = page
        .split("href=\"/care-chains/")
        .skip(1)
        .filter_map(|rest| rest.split(['"', '?', '#', '/']).next())
        .filter(|id| id.len() >= 32)
        .map(|id| format!("/care-chains/{id}"))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn pages(name: &str, address: &str, cookie: &str, paths: &[String]) -> anyhow::Result<()> {
    // Warm, as a server is that has been up for a minute.
    let mut warm = Connection::to(address, cookie)?;
    for path in paths {
        ensure!(warm.get(path)?.status == 200, "{path} does not answer");
    }
    mark("begin")?;
    let began = now();
    let browsers: Vec<_> = (0..BROWSERS)
        .map(|browser| {
            let (address, cookie) = (address.to_owned(), cookie.to_owned());
            let paths = paths.to_vec();
            std::thread::spawn(move || -> anyhow::Result<Vec<Duration>> {
                let mut connection = Connection::to(&address, &cookie)?;
                let mut times = Vec::new();
                for path in paths.iter().cycle().skip(browser) {
                    if began.elapsed() > ASKED_FOR {
                        break;
                    }
                    let asked = now();
                    let answer = connection.get(path)?;
                    ensure!(answer.status == 200, "{path} answers {}", answer.status);
                    times.push(asked.elapsed());
                }
                Ok(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for browser in browsers {
        times.extend(browser.join().map_err(|_| anyhow::anyhow!("a browser stopped"))??);
    }
    let whole = began.elapsed();
    mark("end")?;
    done(name, times, whole)
}

/// One changed estimate a case and round; the form is fetched before and not counted. What a round
/// before the first refuses is left out: a case that has gone home has no estimate to change.
fn acts(address: &str, cookie: &str, chains: &[String]) -> anyhow::Result<()> {
    let mut connection = Connection::to(address, cookie)?;
    let (mut times, mut whole) = (Vec::new(), Duration::ZERO);
    let mut chains = chains.to_vec();
    for round in 0..=ROUNDS {
        let mut forms = Vec::new();
        for chain in &chains {
            let page = connection.get(&format!("{chain}/change-estimate"))?;
            if page.status == 200
                && let Some(form) = form(&page.body, round)
            {
                forms.push((chain.clone(), form));
            }
        }
        chains.clear();
        if round > 0 {
            mark("begin")?;
        }
        let began = now();
        for (chain, form) in forms {
            let sent = now();
            let answer = connection.post(&format!("{chain}/change-estimate"), &form)?;
            if round > 0 {
                ensure!(answer.status == 303, "{chain}: an act answers {}", answer.status);
                times.push(sent.elapsed());
            }
            if answer.status == 303 {
                chains.push(chain);
            }
        }
        if round > 0 {
            whole += began.elapsed();
            mark("end")?;
        }
    }
    ensure!(!times.is_empty(), "no act was accepted");
    done("act", times, whole)
}

/// The form as a browser sends it, with an estimate far ahead.
fn form(page: &str, round: usize) -> Option<String> {
    let main = page.split_once("<main").map(|(_, rest)| rest)?;
    let form = main.split("<form").find(|form| form.contains("name=\"token\""))?;
    let form = form.split("</form>").next()?;
    let mut pairs = Vec::new();
    for tag in form.split("<input").skip(1).filter_map(|tag| tag.split('>').next()) {
        let (name, kind) = (attribute(tag, "name"), attribute(tag, "type"));
        let chosen = kind != "checkbox" && kind != "radio" || tag.contains(" checked");
        if chosen && !name.starts_with("estimate") {
            pairs.push((name, attribute(tag, "value")));
        }
    }
    pairs.push(("estimate-date".to_owned(), format!("2026-12-{:02}", 10 + round)));
    pairs.push(("estimate-time".to_owned(), "11:00".to_owned()));
    // As the page of confirmation sends it: that page is not what is measured.
    pairs.push(("confirm".to_owned(), "yes".to_owned()));
    let encode = brygga_web::urls::encode;
    let body: Vec<String> = pairs.iter().map(|(k, v)| format!("{k}={}", encode(v))).collect();
    Some(body.join("&"))
}

fn attribute(tag: &str, name: &str) -> String {
    let found = tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest);
    let value = found.and_then(|rest| rest.split('"').next()).unwrap_or_default();
    value.replace("&#38;", "&").replace("&amp;", "&").replace("&#34;", "\"")
}

/// Tells the measuring process where this one is, and waits until it has looked at its clock.
fn mark(word: &str) -> anyhow::Result<()> {
    println!("{word}");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).context("the server has gone")?;
    Ok(())
}

fn done(name: &str, mut times: Vec<Duration>, whole: Duration) -> anyhow::Result<()> {
    times.sort_unstable();
    let at = |of_hundred: usize| {
        let place = (times.len() * of_hundred / 100).min(times.len().saturating_sub(1));
        times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    };
    let (count, seconds) = (times.len(), whole.as_secs_f64());
    mark(&format!("done {name} {count} {seconds:.4} {:.3} {:.3}", at(50), at(99)))
}

#[expect(clippy::disallowed_methods, reason = "a bench measures how long something takes")]
fn now() -> Instant {
    Instant::now()
}
