//! Days, amounts and reasons in words.

use brygga_app::on_day;
use brygga_domain::care_chain::LiabilityStatus;
use brygga_domain::follow_up::payment::{CaseLine, Thousandths};
use brygga_i18n::{Language, Texts};
use jiff::Timestamp;
use jiff::civil::Date;

use super::super::weekend_stays::figures;
use crate::caller::Caller;
use crate::labels;

/// "12 345", "3,5".
pub(crate) fn number(t: Texts, value: Thousandths) -> String {
    let whole = figures::number(value.0 / 1_000);
    let rest = format!("{:03}", value.0 % 1_000);
    let rest = rest.trim_end_matches('0');
    match (rest, t.language()) {
        ("", _) => whole,
        (rest, Language::Swedish) => format!("{whole},{rest}"),
        (rest, Language::English) => format!("{whole}.{rest}"),
    }
}

/// "52 500 kr".
pub(super) fn sek(t: Texts, value: Thousandths) -> String {
    t.fill("liability-sek", "n", &number(t, value))
}

/// A reason of a report, in words.
pub(super) fn reason(t: Texts, code: &str) -> String {
    labels::word(t, "liability-reason", code)
}

/// "mån 5 jun 2023 10:15": with the year, because a case may be old.
pub(super) fn at(t: Texts, at: Timestamp) -> String {
    let local = brygga_domain::calendar::to_local(at);
    format!("{} {}", day(t, local.date()), local.strftime("%H:%M"))
}

/// "mån 5 jun 2023".
pub(super) fn day(t: Texts, day: Date) -> String {
    let weekday = day.weekday().to_monday_one_offset().to_string();
    let weekday = labels::word(t, "liability-weekday", &weekday);
    let month = labels::word(t, "month-short", &day.month().to_string());
    format!("{weekday} {} {month} {}", day.day(), day.year())
}

/// What whoever reads a case has to know: what may be contested, and which outages it overlaps.
pub(super) fn marks(caller: &Caller, line: &CaseLine) -> Vec<String> {
    let t = caller.texts;
    let said = (line.status != LiabilityStatus::Open)
        .then(|| labels::word(t, "liability-status", line.status.as_str()));
    let contested = line.marks.iter().map(|mark| labels::word(t, "liability-mark", mark));
    let registry = caller.state.app.registry();
    let today = on_day(&registry, caller.now);
    let outages = today.outages().filter(|outage| line.outages.contains(&outage.id));
    let outages = outages.map(|outage| {
        let values = [("id", outage.id.as_str()), ("what", outage.what.as_str())];
        t.with("liability-outage", &values)
    });
    said.into_iter().chain(contested).chain(outages).collect()
}
