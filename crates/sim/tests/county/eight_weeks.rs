//! Eight weeks of the county, several times, measured on the log alone. One run serves all that is
//! asked of it, since it is the run that takes the time.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use brygga_domain::care_chain::{CancelReason, ChainEvent, EndReason};
use brygga_domain::ids::{HsaId, PersonId};
use brygga_sim::{Cause, SimOptions};
use brygga_store::Counters;
use jiff::{SignedDuration, Timestamp};

use crate::log::{History, histories};
use crate::site::{Site, friday, simulated, simulated_with};

#[tokio::test]
async fn eight_weeks_keep_the_figures_of_the_minutes_seed_1() {
    eight_weeks(1).await;
}

#[tokio::test]
async fn eight_weeks_keep_the_figures_of_the_minutes_seed_2() {
    eight_weeks(2).await;
}

#[tokio::test]
async fn eight_weeks_keep_the_figures_of_the_minutes_seed_7() {
    eight_weeks(7).await;
}

/// The rate is a parameter (decision 33).
#[tokio::test]
async fn as_many_come_back_as_the_parameter_says() {
    let options = SimOptions { readmission_rate: 0.25, ..SimOptions::new(3, friday()) };
    let site = simulated_with(options).await;
    readmissions(&histories(&site).await, 225..=280);
}

async fn eight_weeks(seed: u64) {
    let site = simulated(seed, 8).await;
    let all = histories(&site).await;
    weekend_stays(&site, &all);
    readmissions(&all, 105..=135);
    budget(&all);
    what_happens(&all);
    lists(&site).await;
    let report = &site.report;
    assert!(report.refusals() * 1_000 < report.acts, "{:?}", report.refused);
}

/// So many of a thousand.
fn share(part: usize, of: usize) -> usize {
    part * 1_000 / of.max(1)
}

fn weekend_stays(site: &Site, all: &[History]) {
    let chains: Vec<&History> =
        all.iter().filter(|it| it.opened().is_some() && !it.is_cancelled()).collect();
    assert!(chains.len() >= 700, "{} chains", chains.len());
    let stayed: Vec<&&History> = chains.iter().filter(|it| it.stayed(friday())).collect();
    let of_all = share(stayed.len(), chains.len());
    assert!((160..=180).contains(&of_all), "{of_all} of 1000 stay over a weekend");
    assert_eq!(site.report.weekend_stays, stayed.len(), "the report counts what the log says");
    // The five causes, each with the events that show it; what shows none is rare.
    let by_cause = &site.report.by_cause;
    for cause in Cause::ALL {
        let said = by_cause.get(cause.as_str()).copied().unwrap_or(0);
        let shown = stayed.iter().filter(|it| it.shows(cause)).count();
        assert!(shown >= said, "{cause:?}: {said} are said and {shown} shown");
        let part = share(said, stayed.len());
        assert!((40..=450).contains(&part), "{part} of 1000 stays are {cause:?}: {by_cause:?}");
    }
    let unknown = by_cause.get("not-shown").copied().unwrap_or(0);
    assert!(share(unknown, stayed.len()) <= 40, "{by_cause:?}");
    // Most on ward 37, then Medicin 9 and 57 (facts 3.5).
    let mut wards: Vec<(&str, usize)> =
        site.report.by_ward.iter().map(|(ward, stays)| (ward.as_str(), *stays)).collect();
    wards.sort_by_key(|ward| std::cmp::Reverse(ward.1));
    assert_eq!(wards.first().map(|ward| ward.0), Some("Avdelning 37"), "{wards:?}");
    let next: Vec<&str> = wards[1..3].iter().map(|ward| ward.0).collect();
    assert!(next.contains(&"Medicin 9") && next.contains(&"Avdelning 57"), "{wards:?}");
}

/// Of those who left at least thirty days before the end, those who were admitted again within
/// thirty days.
fn readmissions(all: &[History], wanted: RangeInclusive<usize>) {
    let month = SignedDuration::from_hours(30 * 24);
    let last = friday().checked_sub(month).expect("the time is a constant");
    let mut admissions: BTreeMap<PersonId, Vec<Timestamp>> = BTreeMap::new();
    for history in all.iter().filter(|it| !it.is_cancelled()) {
        let Some(opened) = history.opened() else { continue };
        admissions.entry(opened.identity.person).or_default().extend(history.admitted());
    }
    let (mut left, mut back) = (0, 0);
    for history in all {
        let (Some(at), Some(opened)) = (history.left(), history.opened()) else { continue };
        if at > last {
            continue;
        }
        left += 1;
        let within = |again: &Timestamp| *again > at && again.duration_since(at) <= month;
        back += usize::from(admissions[&opened.identity.person].iter().any(within));
    }
    let back = share(back, left);
    assert!(wanted.contains(&back), "{back} of 1000, {left} went home");
}

/// At most forty events for a typical chain (decision 8).
fn budget(all: &[History]) {
    let closed = all.iter().filter(|it| it.ended().is_some() && !it.is_cancelled());
    let mut lengths: Vec<usize> = closed.map(|it| it.0.len()).collect();
    lengths.sort_unstable();
    let (typical, ninetieth) = (lengths[lengths.len() / 2], lengths[lengths.len() * 9 / 10]);
    assert!(typical <= 40, "{typical} events in the middle one");
    assert!(ninetieth <= 46, "nine of ten have at most {ninetieth}");
}

/// What goes otherwise than planned, in shares that a county knows.
fn what_happens(all: &[History]) {
    let count = |is: &dyn Fn(&History) -> bool| all.iter().filter(|it| is(it)).count();
    let had = |is: fn(&ChainEvent) -> bool| count(&|it| it.has(is));
    let day = SignedDuration::from_hours(24);
    let late = count(&|it| {
        let sent = it.notice().map(|(fact, _)| fact.legal_time());
        sent.zip(it.admitted()).is_some_and(|(sent, admitted)| sent.duration_since(admitted) > day)
    });
    let late = share(late, all.len());
    assert!((40..=130).contains(&late), "{late} of 1000 notices came after 24 hours");
    let old = friday().checked_sub(day * 2).expect("the time is a constant");
    let open = count(&|it| it.leaves_a_question(old));
    assert!((8..=60).contains(&open), "{open} chains with a question that stays open");
    let withdrawn = had(|event| matches!(event, ChainEvent::DischargeReadyWithdrawn(_)));
    assert!((12..=60).contains(&withdrawn), "{withdrawn} withdrawn");
    let disputed = count(&|it| it.was_disputed());
    assert!((2..=20).contains(&disputed), "{disputed} disputed");
    let moved = had(|event| matches!(event, ChainEvent::WardMoved(_)));
    assert!((15..=90).contains(&moved), "{moved} moved to another ward");
    let died = count(&History::died);
    assert!((8..=45).contains(&died), "{died} died");
    let protected = count(&|it| it.opened().is_some_and(|opened| opened.protected));
    assert!((2..=20).contains(&protected), "{protected} with protected identity");
    let told = had(|event| matches!(event, ChainEvent::ToldByPhone(_)));
    assert!((15..=90).contains(&told), "{told} told by phone");
    let mistakes = count(&|it| it.cancels(CancelReason::Mistake).is_some());
    assert!(mistakes >= 1, "no message was cancelled");
    let in_error = count(&|it| it.ended() == Some(EndReason::CreatedInError));
    assert!((3..=25).contains(&in_error), "{in_error} started in error");
    // The wrong person: every unit that had the notice confirms that it is cancelled.
    let wrong: Vec<&History> =
        all.iter().filter(|it| it.cancels(CancelReason::WrongPerson).is_some()).collect();
    assert!((1..=15).contains(&wrong.len()), "{} for the wrong person", wrong.len());
    for history in wrong {
        let (at, _) = history.cancels(CancelReason::WrongPerson).expect("it is one of them");
        let (_, notice) = history.notice().expect("a notice was sent");
        let confirmed = history
            .events()
            .filter(|(_, event)| matches!(event, ChainEvent::CancellationConfirmed(_)))
            .count();
        let long_ago = friday().duration_since(at.legal_time()) > day * 4;
        assert!(!long_ago || confirmed == notice.to.len(), "{confirmed} of {:?}", notice.to);
    }
}

/// The lists that somebody meets at the start show a day's work: as many rows as the mock-ups,
/// few of them late.
async fn lists(site: &Site) {
    let of = async |unit: &str| -> Counters {
        let unit = HsaId::parse(unit).expect("the id is a constant");
        site.app.store.counters(&unit, &unit, "", friday()).await.expect("the counters read")
    };
    let ward = of("TST9900000001-AVD37").await;
    assert!((25..=35).contains(&ward.all), "{ward:?}");
    assert!((1..=6).contains(&ward.overdue), "{ward:?}");
    assert!((3..=18).contains(&ward.weekend_risk), "{ward:?}");
    assert!((3..=12).contains(&ward.unseen), "{ward:?}");
    for unit in ["TST9900000001-VCEKEN", "TST9900009901-BISTN", "TST9900009904-BIST"] {
        let list = of(unit).await;
        assert!((8..=35).contains(&list.all), "{unit}: {list:?}");
        assert!(list.ours >= 2 && list.ours < list.all, "{unit}: {list:?}");
        assert!(list.overdue <= (list.all / 4).max(4), "{unit}: {list:?}");
    }
}
