//! The cases of the own unit behind the figures of "Betalningsansvar".

use axum::extract::Query;
use brygga_app::follow_up::{LiabilityCase, liability_cases};
use brygga_app::on_day;
use brygga_domain::follow_up::payment::Thousandths;
use brygga_domain::registry::RegistryAt;

use super::super::weekend_stays::address::Asked;
use super::super::weekend_stays::figures;
use super::super::worklist::person;
use super::words;
use crate::caller::{Caller, PageResult, html};
use crate::labels;
use crate::urls;
use crate::views::{LiabilityCaseRow, LiabilityCasesPage, NavPlace};

pub(crate) async fn get(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let t = caller.texts;
    let chosen = asked.read(caller.now);
    let asked = super::asked_months(&chosen);
    let cases = liability_cases(&caller.state.app, &caller.actor, &asked, None).await?;
    let registry = caller.state.app.registry();
    let today = on_day(&registry, caller.now);
    let unit = labels::unit_name(today, &caller.actor.unit, &caller.actor.organisation);
    let period = figures::period(t, chosen.stays.period);
    let cases_in_words = t.count("worklist-cases", cases.len());
    let values =
        [("unit", unit.as_str()), ("period", period.as_str()), ("cases", cases_in_words.as_str())];
    html(&LiabilityCasesPage {
        t,
        shell: caller.shell(NavPlace::FollowUp),
        subtitle: t.with("liability-cases-subtitle", &values),
        back_url: chosen.url(urls::LIABILITY),
        rows: cases.iter().map(|case| row(&caller, today, case)).collect(),
    })
}

fn row(caller: &Caller, today: RegistryAt<'_>, case: &LiabilityCase) -> LiabilityCaseRow {
    let t = caller.texts;
    let line = &case.line;
    let municipality = case.row.municipality.as_deref();
    let municipality = municipality.and_then(|code| Some(today.municipality(code)?.name.clone()));
    let running = if line.running { "*" } else { "" };
    LiabilityCaseRow {
        url: urls::liability_case(line.chain, line.notice),
        name: person(caller, &case.row).name,
        notice: words::at(t, line.notice_sent_at),
        municipality: municipality.unwrap_or_default(),
        start: line.start_on.map_or_else(String::new, |day| words::day(t, day)),
        days: format!("{}{running}", figures::number(line.days)),
        amount: line
            .amount_sek
            .map_or_else(|| String::from("–"), |it| words::sek(t, Thousandths::whole(it))),
        reason: line.reason.map_or_else(String::new, |code| words::reason(t, code)),
        ward: labels::unit_name(today, &line.ward, &caller.actor.organisation),
        marks: words::marks(caller, line),
    }
}
