//! One case explained: what has to hold and whether it does, and what each day is.

use axum::extract::Path;
use brygga_app::follow_up::{ExplainedCase, liability_case};
use brygga_app::{AppError, on_day};
use brygga_domain::care_chain::Ready;
use brygga_domain::follow_up::payment::explain::{ExplainedDay, Met, Precondition, Told, Weighed};
use brygga_domain::follow_up::payment::{CaseLine, Explained, Thousandths};
use brygga_domain::ids::{ChainId, EventId};
use brygga_i18n::Texts;

use super::super::weekend_stays::figures;
use super::words;
use crate::caller::{Caller, PageResult, html};
use crate::labels;
use crate::page_error::PageError;
use crate::urls;
use crate::views::{
    DayRow, LiabilityCasePage, LiabilityCaseView, NavPlace, PositionRow, PreconditionRow,
};

pub(crate) async fn get(
    caller: Caller,
    Path((chain, number)): Path<(String, String)>,
) -> PageResult {
    // An address that names nothing is answered like one that names somebody else's.
    let chain = ChainId::parse(&chain).map_err(|_| PageError::from(AppError::NothingHere))?;
    let number = number.parse().map_err(|_| PageError::from(AppError::NothingHere))?;
    let case = liability_case(&caller.state.app, &caller.actor, chain, number, None).await?;
    html(&LiabilityCasePage {
        t: caller.texts,
        shell: caller.shell(NavPlace::FollowUp),
        back_url: urls::LIABILITY_CASES.to_owned(),
        chain_url: urls::chain(chain),
        it: view(&caller, &case),
    })
}

fn view(caller: &Caller, case: &ExplainedCase) -> LiabilityCaseView {
    let t = caller.texts;
    let Explained { line, days, preconditions, .. } = &case.explained;
    let chain = &case.view.chain;
    let protected = chain.protected.then(|| t.text("protected-person").into_owned());
    let identity = chain.identity.heads.last().map(|head| &head.value);
    let name = || identity.map(|it| format!("{}, {}", it.family, it.given)).unwrap_or_default();
    LiabilityCaseView {
        name: protected.unwrap_or_else(name),
        subtitle: t.with(
            "liability-case-subtitle",
            &[("n", line.notice.to_string()), ("time", words::at(t, line.notice_sent_at))],
        ),
        outcome: outcome(caller, line),
        facts: facts(caller, case),
        marks: words::marks(caller, line),
        status: status(t, line),
        positions: positions(caller, case),
        position_url: position_url(case),
        preconditions: preconditions.iter().map(|it| precondition(caller, case, it)).collect(),
        days: days.iter().map(|day| day_row(caller, day)).collect(),
        rates: rates(caller, &case.explained),
    }
}

/// "Bestrids sedan mån 5 jun 2023 10:15".
fn status(t: Texts, line: &CaseLine) -> String {
    let status = labels::word(t, "liability-status", line.status.as_str());
    let since = line.status_since.map(|at| words::at(t, at));
    since.map_or_else(
        || t.fill("liability-status-is", "status", &status),
        |since| {
            let values = [("status", status.as_str()), ("time", since.as_str())];
            t.with("liability-status-since", &values)
        },
    )
}

/// The ready notice that the case is about, as the chain knows it.
fn notice(case: &ExplainedCase) -> Option<EventId> {
    let declared = case.view.chain.ready_history.iter();
    let declared = declared.filter(|head| matches!(head.value, Ready::Declared(_)));
    let sent_at = case.explained.line.notice_sent_at;
    declared.filter(|head| head.at == sent_at).map(|head| head.id).next()
}

fn position_url(case: &ExplainedCase) -> Option<String> {
    let of = notice(case).filter(|_| case.view.allows("set-liability-status"))?;
    let chain = urls::chain(case.view.id);
    Some(format!("{chain}/set-liability-status?of={}", of.to_hex()))
}

fn positions(caller: &Caller, case: &ExplainedCase) -> Vec<PositionRow> {
    let t = caller.texts;
    let registry = caller.state.app.registry();
    let today = on_day(&registry, caller.now);
    let of = notice(case);
    let said = case.view.chain.liability.iter().rev().filter(|it| Some(it.value.of) == of);
    said.map(|it| {
        let unit = it.who.unit.as_ref();
        let unit = unit.map(|id| labels::unit_name(today, id, &caller.actor.organisation));
        PositionRow {
            at: words::at(t, it.at),
            side: labels::word(t, "liability-side", it.value.side.as_str()),
            status: labels::word(t, "liability-status", it.value.status.as_str()),
            who: format!("{}, {}", unit.unwrap_or_default(), labels::role_word(t, &it.who.role)),
            note: it.value.note.clone().unwrap_or_default(),
        }
    })
    .collect()
}

/// "5 dagar att betala, 52 500 kr", or why not.
fn outcome(caller: &Caller, line: &CaseLine) -> String {
    let t = caller.texts;
    let days = t.count("liability-n-days", usize::try_from(line.days).unwrap_or(usize::MAX));
    match (line.reason, line.amount_sek) {
        (None, Some(amount)) => {
            let amount = words::sek(t, Thousandths::whole(amount));
            t.with("liability-outcome", &[("days", days), ("amount", amount)])
        }
        (Some(reason), _) if line.is_liable() => {
            let why = words::reason(t, reason);
            t.with("liability-outcome-but", &[("days", days), ("why", why)])
        }
        (Some(reason), _) => t.fill("liability-outcome-none", "why", &words::reason(t, reason)),
        (None, None) => days,
    }
}

fn facts(caller: &Caller, case: &ExplainedCase) -> Vec<(String, String)> {
    let t = caller.texts;
    let Explained { line, case: of, agreement, .. } = &case.explained;
    let mut facts = vec![
        ("model", labels::word(t, "liability-model", line.model)),
        (
            "terms",
            line.terms_since.map_or_else(
                || t.text("liability-defaults").into_owned(),
                |day| words::day(t, day),
            ),
        ),
        ("month", figures::month_and_year(t, line.month)),
    ];
    if let Some(start) = line.statutory_start_on {
        facts.push(("statutory_start", words::day(t, start)));
    }
    if let Some(start) = line.start_on {
        facts.push(("start", words::day(t, start)));
    }
    if let Some(day) = line.counted_from {
        facts.push(("counted_from", words::day(t, day)));
    }
    if let Some((.., agreement)) = agreement {
        let threshold = Thousandths(agreement.threshold_thousandths.into());
        facts.push(("threshold", words::number(t, threshold)));
    }
    if let Some(at) = of.notice.municipality_ready_at {
        facts.push(("municipality_ready", words::at(t, at)));
    }
    for (from, to) in &of.notice.leave {
        let to = (*to != jiff::civil::Date::MAX).then(|| words::day(t, *to));
        let to = to.unwrap_or_else(|| t.text("liability-goes-on").into_owned());
        facts.push(("leave", format!("{} – {to}", words::day(t, *from))));
    }
    let until = of.notice.until.map(|at| words::at(t, at));
    facts.push(("until", until.unwrap_or_else(|| t.text("liability-goes-on").into_owned())));
    facts.into_iter().map(|(key, value)| (labels::word(t, "liability-fact", key), value)).collect()
}

fn precondition(caller: &Caller, case: &ExplainedCase, it: &Weighed) -> PreconditionRow {
    let t = caller.texts;
    let done = it.at.map(|at| words::at(t, at));
    let due = it.due_at.map(|at| t.fill("liability-due", "time", &words::at(t, at)));
    let code = || case.explained.case.municipality.clone();
    let fact = match (it.precondition, done) {
        (Precondition::Municipality, _) => code(),
        (_, done) => done,
    };
    let parts: Vec<String> = fact.into_iter().chain(due).collect();
    PreconditionRow {
        paragraph: it.precondition.paragraph().to_owned(),
        label: labels::word(t, "liability-pre", it.precondition.code()),
        class: match it.met {
            Met::Yes => "ok",
            Met::Contestable => "warn",
            Met::No => "crit",
            Met::NotACondition => "",
        },
        met: labels::word(t, "liability-met", it.met.code()),
        fact: if parts.is_empty() { String::from("–") } else { parts.join(" · ") },
    }
}

fn day_row(caller: &Caller, day: &ExplainedDay) -> DayRow {
    let t = caller.texts;
    let liable = match day.is {
        Told::Statute(is) => is.is_liable(),
        Told::Counted => true,
        _ => false,
    };
    let sek = |rate: u32| words::sek(t, Thousandths::whole(rate.into()));
    DayRow {
        day: words::day(t, day.on),
        liable,
        is: labels::word(t, "liability-day", day.is.code()),
        paragraph: day.is.paragraph().unwrap_or("").to_owned(),
        amount: match (liable, day.is, day.rate_sek) {
            (true, Told::Statute(_), Some(rate)) => sek(rate),
            (true, Told::Statute(_), None) => String::from("–"),
            _ => String::new(),
        },
    }
}

/// "2023: 10 500 kr, HSLF-FS 2022:60, kontrollerat av Ekonomi 20 nov 2026".
fn rates(caller: &Caller, explained: &Explained) -> Vec<String> {
    let t = caller.texts;
    let one = |(year, rate): &(i16, Option<brygga_domain::registry::PaymentRate>)| match rate {
        Some(rate) if rate.is_confirmed() => t.with(
            "liability-rate",
            &[
                ("year", year.to_string()),
                ("amount", words::sek(t, Thousandths::whole(rate.amount_sek.into()))),
                ("regulation", rate.regulation.clone()),
                ("by", rate.confirmed_by.clone().unwrap_or_default()),
                ("on", rate.confirmed_on.map_or_else(String::new, |on| words::day(t, on))),
            ],
        ),
        _ => t.fill("liability-no-rate", "year", &year.to_string()),
    };
    explained.rates.iter().map(one).collect()
}
