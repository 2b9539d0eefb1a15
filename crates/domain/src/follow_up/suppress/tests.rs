use proptest::prelude::*;

use super::*;
use crate::follow_up::facts::ChainFacts;
use crate::follow_up::report::tests::any_chains;
use crate::follow_up::report::{Month, Period, Scope, Selection, weekend_stays as count};
use crate::follow_up::testing::{chain, local, unit};
use crate::follow_up::weekend::Variant;

fn report(chains: &[ChainFacts]) -> WeekendStays {
    let month = |text| Month::parse(text).unwrap();
    count(
        chains,
        Scope {
            period: Period::new(month("2026-10"), month("2026-11")).unwrap(),
            variant: Variant::V1,
            as_of: local("2026-12-15 12:00"),
            selection: Selection::default(),
            municipalities: ["1081", "1082", "1083"].map(str::to_owned).to_vec(),
        },
    )
}

/// So many who stayed, and as many who left in time, on a ward.
fn on(ward: &str, stayed: u32, first: u32) -> Vec<ChainFacts> {
    let of = |n: u32| {
        let left = if n < stayed { "2026-11-23 10:00" } else { "2026-11-20 18:00" };
        let mut chain = chain(first + n, "2026-11-20 10:00", Some(left));
        chain.ward = unit(ward);
        chain
    };
    (0..20).map(of).collect()
}

#[test]
fn few_are_hidden_and_cannot_be_had_back_from_the_sum_over_wards() {
    let chains = [on("W37", 10, 0), on("M9", 3, 100), on("W57", 8, 200)].concat();
    let public = weekend_stays(report(&chains), Own::default());
    let stayed = |code: &str| {
        let code = unit(code).to_string();
        let row = public.by_ward.iter().find(|row| row.code.as_deref() == Some(&code));
        row.unwrap().figures.stayed
    };
    assert_eq!((stayed("W37"), stayed("M9"), stayed("W57")), (Some(10), None, None));
    assert_eq!((public.total.stayed, public.total.chains), (Some(21), Some(60)));
    assert!(public.suppressed);
    let m9 = public.by_ward.iter().find(|row| row.code.as_deref() == Some(unit("M9").as_str()));
    assert_eq!(m9.unwrap().figures.share_of_ready, None);
    assert_eq!(m9.unwrap().figures.chains, Some(20));
}

#[test]
fn a_ward_sees_its_own_row_and_no_more_of_the_others_for_it() {
    let chains = [on("W37", 10, 0), on("M9", 3, 100)].concat();
    let ward = unit("W37").to_string();
    let own = Own { ward: Some(&ward), municipality: None };
    let public = weekend_stays(report(&chains), own);
    assert_eq!(public.by_ward[0].figures.stayed, Some(10));
    assert_eq!(public.by_ward[1].figures.stayed, None);
    // 13 less 10 would be the other ward's.
    assert_eq!(public.total.stayed, None);
    assert_eq!(public.average_per_month, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Nothing small of those who stayed is shown in any row, and no sum gives a hidden one away.
    #[test]
    fn no_small_group_is_shown_or_can_be_worked_out(chains in any_chains()) {
        let open = report(&chains);
        let public = weekend_stays(open.clone(), Own::default());
        let columns: [fn(&Figures) -> Cell; 4] =
            [|it| it.chains, |it| it.stayed, |it| it.municipality_ready_before, |it| it.still_there];
        for column in columns {
            for (shown, real) in public.rows().zip(open.rows()) {
                let (shown, real) = (column(shown), column(real).unwrap());
                prop_assert!(shown.is_none_or(|it| it == real && !(1..SMALLEST).contains(&it)));
            }
            let rows: [Vec<(Cell, Cell)>; 3] = [
                public.months.iter().zip(&open.months)
                    .map(|(a, b)| (column(&a.figures), column(&b.figures))).collect(),
                public.by_ward.iter().zip(&open.by_ward)
                    .map(|(a, b)| (column(&a.figures), column(&b.figures))).collect(),
                public.by_municipality.iter().zip(&open.by_municipality)
                    .map(|(a, b)| (column(&a.figures), column(&b.figures))).collect(),
            ];
            if column(&public.total).is_some() {
                for rows in rows {
                    let hidden = rows.iter().filter(|(shown, _)| shown.is_none());
                    let together: u32 = hidden.filter_map(|(_, real)| *real).sum();
                    prop_assert!(!(1..SMALLEST).contains(&together));
                }
            }
        }
        for group in public.pattern.values().flatten() {
            for cell in [group.ready_weekdays, group.stayed, group.left] {
                prop_assert!(cell.is_none_or(|it| !(1..SMALLEST).contains(&it)));
            }
        }
    }
}
