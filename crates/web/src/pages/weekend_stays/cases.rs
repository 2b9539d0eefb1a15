//! The cases of the own unit behind the figures of "Kvar över helgen".

use axum::extract::Query;
use brygga_app::follow_up::{WeekendCase, weekend_cases};
use brygga_app::on_day;
use brygga_domain::registry::RegistryAt;

use super::super::worklist::person;
use super::address::Asked;
use super::figures;
use crate::caller::{Caller, PageResult, html};
use crate::care_chain::act_url;
use crate::labels;
use crate::urls;
use crate::views::{NavPlace, WeekendCaseRow, WeekendCasesPage};

pub(crate) async fn get(caller: Caller, Query(asked): Query<Asked>) -> PageResult {
    let t = caller.texts;
    let chosen = asked.read(caller.now);
    let cases = weekend_cases(&caller.state.app, &caller.actor, &chosen.stays).await?;
    let registry = caller.state.app.registry();
    let today = on_day(&registry, caller.now);
    let unit = labels::unit_name(today, &caller.actor.unit, &caller.actor.organisation);
    let period = figures::period(t, chosen.stays.period);
    let cases_in_words = t.count("worklist-cases", cases.len());
    let imported = cases.iter().filter(|case| case.imported).count();
    let values = [
        ("unit", unit.as_str()),
        ("period", period.as_str()),
        ("cases", cases_in_words.as_str()),
        ("variant", chosen.stays.variant.as_str()),
    ];
    html(&WeekendCasesPage {
        t,
        shell: caller.shell(NavPlace::FollowUp),
        subtitle: t.with("stays-cases-subtitle", &values),
        imported: (imported > 0).then(|| t.count("stays-cases-imported", imported)),
        back_url: chosen.url(urls::WEEKEND_STAYS),
        rows: cases.iter().map(|case| row(&caller, today, case)).collect(),
    })
}

fn row(caller: &Caller, today: RegistryAt<'_>, case: &WeekendCase) -> WeekendCaseRow {
    let t = caller.texts;
    let when = |at| labels::when(t, at, caller.now);
    let mut causes = figures::cause(t, case.main);
    let further = case.causes.iter().filter(|cause| *cause != case.main);
    let further: Vec<String> = further.map(|cause| figures::cause(t, cause)).collect();
    if !further.is_empty() {
        causes = t.with(
            "stays-further-causes",
            &[("main", causes.as_str()), ("further", further.join(", ").as_str())],
        );
    }
    if let Some(derived) = case.derived {
        let derived = figures::cause(t, derived);
        let values = [("cause", causes.as_str()), ("derived", derived.as_str())];
        causes = t.with("stays-cause-overridden", &values);
    }
    WeekendCaseRow {
        judge_url: case.may_judge.then(|| act_url(case.row.chain, "judge-delay-cause")),
        url: urls::chain(case.row.chain),
        name: person(caller, &case.row).name,
        ready: case.ready_at.map_or_else(String::new, when),
        left: case.left_at.map_or_else(|| t.text("stays-still-there").into_owned(), when),
        causes,
        imported: case.imported,
        municipality_ready: case.municipality_ready_before,
        ward: labels::unit_name(today, &case.row.ward, &caller.actor.organisation),
    }
}
