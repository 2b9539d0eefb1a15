use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;
use crate::care_chain::{ChecklistItem, EndReason, ItemState};
use crate::follow_up::facts::{ChainFacts, ClosedFacts, ItemFacts, JudgedFacts};
use crate::follow_up::testing::{chain, chain_at, local, municipality_ready, unit};

fn period(from: &str, to: &str) -> Period {
    Period::new(Month::parse(from).unwrap(), Month::parse(to).unwrap()).unwrap()
}

fn scope(variant: Variant) -> Scope {
    Scope {
        period: period("2026-10", "2026-11"),
        variant,
        as_of: local("2026-12-15 12:00"),
        selection: Selection::default(),
        municipalities: vec![String::from("1081"), String::from("1082")],
    }
}

/// Five chains of November whose outcome is known by hand, and one of October.
fn november() -> Vec<ChainFacts> {
    // Stayed over one weekend; kommunklar before it.
    let mut first = chain(1, "2026-11-20 15:00", Some("2026-11-23 10:00"));
    municipality_ready(&mut first, local("2026-11-20 16:00"));
    // Stayed over two, waiting for aids; the municipality never answered; another ward.
    let mut second = chain(2, "2026-11-12 09:00", Some("2026-11-24 10:00"));
    second.ward = unit("M9");
    second.municipality = Some(String::from("1082"));
    let aids =
        |at: &str, state| ItemFacts { item: ChecklistItem::Aids, at: local(at), state, unit: None };
    second.items = vec![
        aids("2026-11-12 10:00", ItemState::Missing),
        aids("2026-11-24 09:00", ItemState::Done),
    ];
    // Ready on Monday, home on Tuesday.
    let third = chain(3, "2026-11-16 09:00", Some("2026-11-17 10:00"));
    // Ready on Saturday, home a week later: V2. Of a municipality outside the county.
    let mut fourth = chain(4, "2026-11-21 09:00", Some("2026-11-30 10:00"));
    fourth.municipality = Some(String::from("0180"));
    // Ready on Friday, died on Sunday.
    let mut fifth = chain(5, "2026-11-27 09:00", None);
    fifth.deceased_at = Some(local("2026-11-29 09:00"));
    // Never ready; admitted in October, still there.
    let mut sixth = chain(6, "2026-10-29 09:00", None);
    sixth.ready.clear();
    // Started by mistake.
    let mut mistake = chain(7, "2026-11-20 15:00", Some("2026-11-23 10:00"));
    mistake.closed =
        Some(ClosedFacts { at: local("2026-11-20 16:00"), reason: EndReason::CreatedInError });
    vec![first, second, third, fourth, fifth, sixth, mistake]
}

#[test]
fn an_overridden_cause_is_counted_and_told() {
    let mut chains = november();
    chains[1].judged = Some(JudgedFacts {
        unit: unit("M9"),
        cause: Cause::ShortTermPlace,
        at: local("2026-11-25 10:00"),
    });
    let report = weekend_stays(&chains, scope(Variant::V1));
    let november = &report.months[1].figures;
    assert_eq!((november.stayed, november.overridden), (Some(2), Some(1)));
    assert_eq!(november.share_overridden, Some(0.5));
    assert_eq!(november.causes.get(Cause::ShortTermPlace), Some(1));
    assert_eq!(
        (november.causes.get(Cause::Aids), november.causes_any.get(Cause::Aids)),
        (Some(0), Some(0))
    );
    let selection = Selection { cause: Some(Cause::ShortTermPlace), ..Selection::default() };
    let chosen = weekend_stays(&chains, Scope { selection, ..scope(Variant::V1) });
    assert_eq!(chosen.total.stayed, Some(1));
}

#[test]
fn a_month_counted_by_hand() {
    let report = weekend_stays(&november(), scope(Variant::V1));
    let november = &report.months[1].figures;
    assert_eq!(report.months[1].month.to_string(), "2026-11");
    assert_eq!(
        (november.chains, november.ready, november.ready_weekdays),
        (Some(5), Some(5), Some(4))
    );
    assert_eq!(november.stayed, Some(2));
    assert_eq!(november.share_of_ready, Some(0.5));
    assert_eq!(november.share_of_chains, Some(0.4));
    assert_eq!(november.municipality_ready_before, Some(1));
    assert_eq!(november.municipality_not_ready_before, Some(1));
    assert_eq!(november.could_have_left, Some(1));
    assert_eq!(november.deceased, Some(1));
    assert_eq!(november.weekends, Some(3));
    assert_eq!(november.causes.get(Cause::Aids), Some(1));
    assert_eq!(november.causes.get(Cause::Other), Some(1));
    let october = &report.months[0].figures;
    assert_eq!((october.chains, october.ready, october.stayed), (Some(1), Some(0), Some(0)));
    assert_eq!(october.share_of_ready, None);
    assert_eq!(report.total.chains, Some(6));
    assert_eq!(report.average_per_month, Some(1.0));
}

#[test]
fn the_variants_are_named_and_each_report_has_one() {
    let stayed = |variant| weekend_stays(&november(), scope(variant)).total.stayed;
    assert_eq!(Variant::ALL.map(stayed), [Some(2), Some(3), Some(1), Some(3)]);
    let v2 = weekend_stays(&november(), scope(Variant::V2));
    assert_eq!(v2.definition.share_of_ready_of, "ready");
    assert_eq!(v2.total.share_of_ready, Some(3.0 / 5.0));
    assert_eq!(Variant::parse("V3"), Some(Variant::V3));
    assert_eq!(Variant::parse("v3"), None);
}

#[test]
fn groups_are_the_wards_and_the_municipalities_of_the_county_with_one_row_for_the_others() {
    let report = weekend_stays(&november(), scope(Variant::V1));
    let codes = |rows: &[GroupFigures]| {
        rows.iter().map(|row| (row.code.clone(), row.figures.stayed)).collect::<Vec<_>>()
    };
    assert_eq!(
        codes(&report.by_municipality),
        [
            (Some(String::from("1081")), Some(1)),
            (Some(String::from("1082")), Some(1)),
            (None, Some(0)),
        ]
    );
    assert_eq!(report.by_municipality[2].figures.chains, Some(1));
    assert_eq!(codes(&report.by_ward)[0], (Some(unit("W37").to_string()), Some(1)));
    assert_eq!(report.by_ward[0].figures.chains, Some(5));
}

#[test]
fn a_choice_leaves_the_others_out_and_a_cause_leaves_the_denominators() {
    let mut chosen = scope(Variant::V1);
    chosen.selection.ward = Some(unit("M9"));
    let ward = weekend_stays(&november(), chosen.clone());
    assert_eq!((ward.total.chains, ward.total.stayed), (Some(1), Some(1)));
    chosen.selection = Selection { cause: Some(Cause::Aids), ..Selection::default() };
    let cause = weekend_stays(&november(), chosen.clone());
    assert_eq!((cause.total.chains, cause.total.stayed), (Some(6), Some(1)));
    assert_eq!(cause.total.causes.get(Cause::Other), Some(0));
    chosen.selection =
        Selection { municipality: Some(String::from("1081")), ..Selection::default() };
    assert_eq!(weekend_stays(&november(), chosen).total.chains, Some(4));
}

#[test]
fn chains_of_one_admission_count_once() {
    let mut one = chain(1, "2026-11-20 15:00", Some("2026-11-23 10:00"));
    let mut other = chain(2, "2026-11-20 15:00", Some("2026-11-23 10:00"));
    one.same_as = vec![other.chain];
    other.same_as = vec![one.chain];
    let report = weekend_stays(&[one, other], scope(Variant::V1));
    assert_eq!((report.total.chains, report.total.stayed), (Some(1), Some(1)));
}

#[test]
fn a_running_month_is_marked_and_in_no_mean() {
    let running = Scope { as_of: local("2026-11-25 12:00"), ..scope(Variant::V1) };
    let report = weekend_stays(&november(), running);
    assert!(report.months[1].running && !report.months[0].running);
    assert_eq!((report.whole_months, report.average_per_month), (1, Some(0.0)));
    // Before the first chain nothing is known, and no zero is a part of a mean.
    let longer = Scope { period: period("2026-01", "2026-11"), ..scope(Variant::V1) };
    let report = weekend_stays(&november(), longer);
    assert!(report.months[8].no_data && !report.months[9].no_data);
    assert_eq!((report.whole_months, report.average_per_month), (2, Some(1.0)));
    assert_eq!(weekend_stays([], scope(Variant::V1)).average_per_month, None);
    // Ready on Thursday the 12th, not left by the 25th in this telling.
    let there = chain(9, "2026-11-12 09:00", None);
    let running = Scope { as_of: local("2026-11-25 12:00"), ..scope(Variant::V1) };
    assert_eq!(weekend_stays(&[there], running).total.still_there, Some(1));
}

#[test]
fn the_pattern_sets_those_who_stayed_against_those_who_left() {
    let report = weekend_stays(&november(), scope(Variant::V1));
    let days = &report.pattern[&Dimension::Weekday];
    let of = |key: &str| days.iter().find(|group| group.key == key).unwrap();
    assert_eq!((of("5").ready_weekdays, of("5").stayed, of("5").left), (Some(2), Some(1), Some(1)));
    assert_eq!((of("1").stayed, of("1").share_stayed), (Some(0), Some(0.0)));
    assert_eq!(report.pattern[&Dimension::Hour][0].key, "09");
    assert_eq!(report.pattern[&Dimension::Lead][0].key, "2-3");
    assert_eq!(report.pattern[&Dimension::Services][0].key, "none");
}

#[test]
fn the_json_is_that_of_the_command_line() {
    let report = weekend_stays(&november(), scope(Variant::V1));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["definition"]["name"], "weekend_stay");
    assert_eq!(json["definition"]["version"], 1);
    assert_eq!(json["definition"]["variant"], "V1");
    assert_eq!(json["as_of"], "2026-12-15T11:00:00Z");
    assert_eq!(json["period"]["from"], "2026-10");
    let month = &json["months"][1];
    assert_eq!(month["month"], "2026-11");
    assert_eq!((&month["chains"], &month["stayed"]), (&5.into(), &2.into()));
    assert_eq!(month["share_of_chains"], 0.4);
    assert_eq!(month["causes"]["aids"], 1);
    assert_eq!(json["by_municipality"][0]["code"], "1081");
    assert_eq!(json["by_ward"][0]["stayed"], 1);
    assert_eq!(json["pattern"]["weekday"][0]["key"], "1");
}

/// Of a chain: hours until it was ready and until the person left, ward, municipality, kind.
type Drawn = (i64, Option<i64>, usize, usize, u8);

/// Chains on three wards for four municipalities, one of them outside the county.
pub(crate) fn any_chains() -> impl Strategy<Value = Vec<ChainFacts>> {
    let one = (0_i64..24 * 60, prop::option::of(0_i64..24 * 20), 0_usize..3, 0_usize..5, 0_u8..6);
    prop::collection::vec(one, 0..120).prop_map(|chains| {
        chains.into_iter().zip(0..).map(|(drawn, number)| drawn_chain(number, drawn)).collect()
    })
}

fn drawn_chain(number: u32, (ready, left, ward, municipality, kind): Drawn) -> ChainFacts {
    let after = |hours: i64| local("2026-10-02 00:00") + SignedDuration::from_hours(hours);
    let left = left.map(|hours| after(ready + hours));
    let mut chain = chain_at(number, after(ready), left);
    chain.ward = unit(["W37", "M9", "W57"][ward]);
    let codes = [Some("1081"), Some("1082"), Some("0180"), Some("1083"), None];
    chain.municipality = codes[municipality].map(str::to_owned);
    let aids = ItemFacts {
        item: ChecklistItem::Aids,
        at: after(ready),
        state: ItemState::Missing,
        unit: None,
    };
    match kind {
        0 => chain.ready.clear(),
        1 => chain.deceased_at = left.or(Some(after(ready + 30))),
        2 => municipality_ready(&mut chain, after(ready + 5)),
        3 => chain.items = vec![aids],
        _ => {}
    }
    chain
}

fn sum(rows: impl Iterator<Item = Cell>) -> u32 {
    rows.flatten().sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Municipalities and the others, wards, months and all agree; so do causes and the pattern.
    #[test]
    fn the_totals_agree(chains in any_chains(), n in 0_usize..4) {
        let variant = Variant::ALL[n];
        let report = weekend_stays(&chains, scope(variant));
        let columns: [fn(&Figures) -> Cell; 6] = [
            |it| it.chains, |it| it.ready, |it| it.ready_weekdays, |it| it.stayed,
            |it| it.deceased, |it| it.municipality_ready_before,
        ];
        for column in columns {
            let total = column(&report.total).unwrap();
            prop_assert_eq!(sum(report.months.iter().map(|it| column(&it.figures))), total);
            prop_assert_eq!(sum(report.by_ward.iter().map(|it| column(&it.figures))), total);
            prop_assert_eq!(sum(report.by_municipality.iter().map(|it| column(&it.figures))), total);
        }
        for figures in report.rows() {
            prop_assert_eq!(sum(figures.causes.values()), figures.stayed.unwrap());
            prop_assert!(sum(figures.causes_any.values()) >= figures.stayed.unwrap());
        }
        for groups in report.pattern.values() {
            prop_assert_eq!(
                sum(groups.iter().map(|it| it.ready_weekdays)),
                report.total.ready_weekdays.unwrap()
            );
        }
    }

    /// Against a recount that asks the rule for one stay, chain by chain.
    #[test]
    fn those_who_stayed_are_those_of_the_rule_for_one_stay(chains in any_chains(), n in 0_usize..4) {
        let variant = Variant::ALL[n];
        let report = weekend_stays(&chains, scope(variant));
        let as_of = scope(variant).as_of;
        let stayed = chains.iter().filter(|chain| {
            let counted = crate::follow_up::weekend::count(&chain.stay().unwrap(), as_of).unwrap();
            counted.stayed(variant) && matches!(counted.month, (2026, 10 | 11))
        });
        prop_assert_eq!(report.total.stayed, Some(u32::try_from(stayed.count()).unwrap()));
    }
}
