use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::clocks::*;
use super::words::Language::{English, Swedish};
use super::*;

/// Reads a local time such as `2026-11-20 12:00:01`, the earlier where it occurs twice.
fn local(text: &str) -> Timestamp {
    let civil: jiff::civil::DateTime = text.parse().unwrap();
    stockholm().to_timestamp(civil).unwrap()
}

mod holidays_and_days {
    use super::*;

    /// Fact sheet 9.
    #[test]
    fn moving_days_fall_as_the_table_says() {
        for (year, good_friday, easter_monday, ascension, midsummer_eve, all_saints, weeks) in [
            (2024, (3, 29), (4, 1), (5, 9), (6, 21), (11, 2), 52),
            (2025, (4, 18), (4, 21), (5, 29), (6, 20), (11, 1), 52),
            (2026, (4, 3), (4, 6), (5, 14), (6, 19), (10, 31), 53),
            (2027, (3, 26), (3, 29), (5, 6), (6, 25), (11, 6), 52),
            (2028, (4, 14), (4, 17), (5, 25), (6, 23), (11, 4), 52),
            (2029, (3, 30), (4, 2), (5, 10), (6, 22), (11, 3), 52),
            (2030, (4, 19), (4, 22), (5, 30), (6, 21), (11, 2), 52),
        ] {
            let on = |(month, day): (i8, i8)| date(year, month, day);
            assert_eq!(holiday(on(good_friday)), Some(Holiday::GoodFriday));
            assert_eq!(holiday(on(easter_monday)), Some(Holiday::EasterMonday));
            assert_eq!(holiday(on(ascension)), Some(Holiday::AscensionDay));
            assert!(is_eve_off_work(on(midsummer_eve)));
            assert_eq!(holiday(on(midsummer_eve).tomorrow().unwrap()), Some(Holiday::MidsummerDay));
            assert_eq!(holiday(on(all_saints)), Some(Holiday::AllSaintsDay));
            // The last week of a year holds 28 December.
            assert_eq!(iso_week(date(year, 12, 28)), Week { year, number: weeks });
        }
    }

    #[test]
    fn every_year_has_its_named_holidays_once() {
        for year in 1953..2200 {
            let days = date(year, 1, 1).series(jiff::Span::new().days(1)).take(366);
            let mut named: Vec<_> =
                days.take_while(|day| day.year() == year).filter_map(holiday).collect();
            named.sort_unstable();
            let count = named.len();
            named.dedup();
            assert_eq!(count, named.len(), "{year}");
            // 13 rules hold; two of them can fall on one day.
            assert!((12..=13).contains(&count), "{year}: {count}");
        }
    }

    #[test]
    fn whit_monday_gave_way_to_the_national_day_in_2005() {
        assert_eq!(holiday(date(2004, 5, 31)), Some(Holiday::WhitMonday));
        assert_eq!(holiday(date(2005, 5, 16)), None);
        assert_eq!(holiday(date(2004, 6, 6)), None);
        assert_eq!(holiday(date(2005, 6, 6)), Some(Holiday::NationalDay));
    }

    #[test]
    fn sundays_are_public_holidays_and_eves_are_only_off_work() {
        assert!(is_public_holiday(date(2026, 11, 22)));
        assert_eq!(holiday(date(2026, 11, 22)), None);
        for eve in [date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 31)] {
            assert!(!is_public_holiday(eve) && is_eve_off_work(eve) && !is_working_day(eve));
        }
        // Easter eve is a Saturday; Epiphany eve and Walpurgis night are working days.
        assert!(!is_working_day(date(2026, 4, 4)));
        assert!(is_working_day(date(2026, 1, 5)) && is_working_day(date(2026, 4, 30)));
    }

    #[test]
    fn a_measure_due_on_a_day_off_may_be_taken_the_next_weekday() {
        for (due, last) in [
            (date(2026, 11, 20), date(2026, 11, 20)), // Friday
            (date(2026, 11, 21), date(2026, 11, 23)), // Saturday
            (date(2026, 4, 3), date(2026, 4, 7)),     // Good Friday
            (date(2026, 6, 19), date(2026, 6, 22)),   // midsummer eve
            (date(2025, 12, 24), date(2025, 12, 29)), // Christmas eve, a Wednesday
            (date(2026, 12, 24), date(2026, 12, 28)), // a Thursday
            (date(2026, 12, 31), date(2027, 1, 4)),   // New Year's eve
            (date(2027, 1, 6), date(2027, 1, 7)),     // Epiphany, a Wednesday
        ] {
            assert_eq!(last_day_rule(due), last, "{due}");
        }
    }

    #[test]
    fn a_break_is_two_days_off_or_more() {
        for (from, last, first) in [
            (date(2026, 11, 16), date(2026, 11, 20), date(2026, 11, 23)),
            (date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 23)),
            (date(2026, 11, 21), date(2026, 11, 27), date(2026, 11, 30)), // from within one
            (date(2026, 3, 30), date(2026, 4, 2), date(2026, 4, 7)),      // Easter
            (date(2026, 5, 12), date(2026, 5, 15), date(2026, 5, 18)),    // Ascension Day is single
            (date(2026, 6, 15), date(2026, 6, 18), date(2026, 6, 22)),    // midsummer
            (date(2026, 12, 21), date(2026, 12, 23), date(2026, 12, 28)), // Christmas on a Friday
            (date(2026, 12, 28), date(2026, 12, 30), date(2027, 1, 4)),
            (date(2027, 12, 20), date(2027, 12, 23), date(2027, 12, 27)),
            (date(2025, 12, 22), date(2025, 12, 23), date(2025, 12, 29)),
            (date(2025, 12, 29), date(2025, 12, 30), date(2026, 1, 2)), // then a working Friday
            (date(2025, 12, 31), date(2026, 1, 2), date(2026, 1, 5)),   // from within that one
        ] {
            let found = next_break(from);
            let expected = (last, first);
            assert_eq!((found.last_working_day, found.first_working_day_after), expected, "{from}");
        }
        assert!(next_break(date(2026, 11, 20)).contains(date(2026, 11, 22)));
        assert!(!next_break(date(2026, 11, 20)).contains(date(2026, 11, 23)));
    }

    #[test]
    fn working_days_are_counted_over_weekends_and_holidays() {
        assert_eq!(working_days_before(date(2026, 11, 20), 2), date(2026, 11, 18));
        assert_eq!(working_days_before(date(2026, 11, 23), 1), date(2026, 11, 20));
        assert_eq!(working_days_before(date(2026, 4, 7), 1), date(2026, 4, 2));
        assert_eq!(working_days_before(date(2026, 11, 22), 0), date(2026, 11, 22));
        assert_eq!(next_working_day(date(2026, 12, 23)), date(2026, 12, 28));
    }

    #[test]
    fn weeks_compare_over_the_turn_of_the_year() {
        let thursday = iso_week(date(2026, 12, 31));
        assert_eq!(thursday, Week { year: 2026, number: 53 });
        assert_eq!(iso_week(date(2027, 1, 3)), thursday);
        assert!(iso_week(date(2027, 1, 4)) > thursday);
        assert_eq!(iso_week(date(2025, 6, 16)).number, 25);
        assert_eq!(iso_week(date(2024, 12, 30)), Week { year: 2025, number: 1 });
    }

    #[test]
    fn a_day_has_23_to_25_hours() {
        for (day, hours) in
            [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 20), 24)]
        {
            let length = end_of_day(day).duration_since(start_of_day(day));
            assert_eq!(length.as_nanos(), i128::from(hours) * 3_600_000_000_000 - 1);
            assert_eq!(local_date(end_of_day(day)), day);
        }
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_trap() {
        for day in [Date::MIN, Date::MAX] {
            let _ =
                (holiday(day), last_day_rule(day), next_break(day), working_days_before(day, 9));
            let _ = (start_of_day(day), end_of_day(day));
            assert!(start_of_day(day) <= end_of_day(day));
        }
        for instant in [Timestamp::MIN, Timestamp::MAX] {
            let _ = (
                sip_call_due(instant),
                payment_start(instant),
                weekend_risk_window(instant, instant),
            );
            let _ = (discharge_info_due(instant), words::at(instant, Timestamp::MIN));
            let _ = admission_notice_due(instant, NeedJudged::AtAdmission);
        }
    }
}

mod statutory_clocks {
    use super::*;

    #[test]
    fn an_admission_notice_is_due_after_24_elapsed_hours() {
        let due = |admitted| admission_notice_due(local(admitted), NeedJudged::AtAdmission);
        assert_eq!(due("2026-11-20 08:05:00"), local("2026-11-21 08:05:00"));
        // The night when the clock goes forward or back.
        assert_eq!(due("2026-03-28 14:00:00"), local("2026-03-29 15:00:00"));
        assert_eq!(due("2026-10-24 14:00:00"), local("2026-10-25 13:00:00"));
        assert_eq!(due("2026-12-31 23:59:00"), local("2027-01-01 23:59:00"));
        assert_eq!(due("2028-02-28 12:00:00"), local("2028-02-29 12:00:00"));
    }

    #[test]
    fn a_need_seen_later_starts_the_24_hours_then() {
        let judged = NeedJudged::At(local("2026-11-22 10:00:00"));
        let due = admission_notice_due(local("2026-11-20 08:05:00"), judged);
        assert_eq!(due, local("2026-11-23 10:00:00"));
    }

    #[test]
    fn the_call_is_due_three_days_after_the_ready_notice() {
        for (ready, plain, last_lawful) in [
            ("2026-11-16 15:00:00", date(2026, 11, 19), date(2026, 11, 19)),
            ("2026-11-18 08:00:00", date(2026, 11, 21), date(2026, 11, 23)),
            ("2026-12-21 23:59:59", date(2026, 12, 24), date(2026, 12, 28)),
            ("2026-03-31 12:00:01", date(2026, 4, 3), date(2026, 4, 7)),
            ("2028-02-27 09:00:00", date(2028, 3, 1), date(2028, 3, 1)),
        ] {
            let due = sip_call_due(local(ready));
            assert_eq!((due.plain, due.last_lawful), (plain, last_lawful), "{ready}");
            assert_eq!(due.due_at, end_of_day(last_lawful));
        }
    }

    #[test]
    fn discharge_information_is_due_the_same_local_day() {
        let due = discharge_info_due(local("2026-06-30 23:30:00"));
        assert_eq!(local_date(due), date(2026, 6, 30));
        assert_eq!(due, end_of_day(date(2026, 6, 30)));
        let planned = local("2026-11-23 10:00:00");
        assert_eq!(care_contact_due(planned), planned);
    }

    #[test]
    fn liability_starts_after_three_days_or_four_and_never_moves() {
        for (sent, start) in [
            ("2026-11-19 12:00:00", date(2026, 11, 22)),
            ("2026-11-19 12:00:00.000000001", date(2026, 11, 23)),
            ("2026-11-19 12:00:01", date(2026, 11, 23)),
            ("2026-11-19 13:05:00", date(2026, 11, 23)), // Thursday 13:05: Monday
            ("2026-11-19 00:00:00", date(2026, 11, 22)),
            ("2026-12-22 11:00:00", date(2026, 12, 25)), // on Christmas Day
            ("2026-12-29 12:30:00", date(2027, 1, 2)),
            ("2028-02-26 09:00:00", date(2028, 2, 29)),
            ("2026-03-28 12:00:00", date(2026, 3, 31)), // over the change to summer time
        ] {
            assert_eq!(payment_start(local(sent)), start, "{sent}");
        }
    }

    #[test]
    fn the_weekend_flag_begins_two_working_days_before_the_last_working_day() {
        for (ready, from, until) in [
            ("2026-11-20 11:00", date(2026, 11, 18), date(2026, 11, 21)),
            ("2026-11-16 11:00", date(2026, 11, 18), date(2026, 11, 21)),
            ("2026-04-01 11:00", date(2026, 3, 31), date(2026, 4, 3)),
            ("2026-12-22 11:00", date(2026, 12, 21), date(2026, 12, 24)),
            ("2026-12-28 11:00", date(2026, 12, 28), date(2026, 12, 31)),
            ("2026-05-14 11:00", date(2026, 5, 12), date(2026, 5, 16)), // Ascension Day, single
        ] {
            let ready_at = local(&format!("{ready}:00"));
            let window = weekend_risk_window(ready_at, ready_at);
            let expected = RiskWindow { from: start_of_day(from), until: start_of_day(until) };
            assert_eq!(window, expected, "{ready}");
            assert!(window.contains(window.from) && !window.contains(window.until));
        }
    }

    #[test]
    fn who_is_still_there_is_flagged_before_each_break_that_comes() {
        for (ready, now, until) in [
            ("2026-11-11 11:00:00", "2026-11-13 23:59:00", date(2026, 11, 14)),
            ("2026-11-11 11:00:00", "2026-11-14 00:00:00", date(2026, 11, 21)), // the next one
            ("2026-11-14 11:00:00", "2026-11-14 11:00:00", date(2026, 11, 21)), // ready in one
            ("2026-11-21 11:00:00", "2026-11-18 10:00:00", date(2026, 11, 28)), // expected in one
        ] {
            let window = weekend_risk_window(local(ready), local(now));
            assert_eq!(window.until, start_of_day(until), "{ready}, {now}");
        }
    }
}

mod staffed_hours {
    use super::*;

    fn office() -> StaffedHours {
        StaffedHours::weekdays(Opening::parse("07:30-16:30").unwrap())
    }

    fn read(json: &str) -> Result<StaffedHours, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn staffed_time_stops_at_night_and_over_the_weekend() {
        let hours = office();
        let friday = local("2026-11-20 15:30:00");
        assert_eq!(hours.add_staffed(friday, 60), local("2026-11-20 16:30:00"));
        assert_eq!(hours.add_staffed(friday, 61), local("2026-11-23 07:31:00"));
        assert_eq!(hours.add_staffed(friday, 0), friday);
        assert_eq!(hours.next_staffed(local("2026-11-20 16:30:00")), local("2026-11-23 07:30:00"));
        assert_eq!(hours.next_staffed(local("2026-11-20 06:00:00")), local("2026-11-20 07:30:00"));
        assert_eq!(hours.staffed_minutes_between(friday, local("2026-11-23 08:00:00")), 90);
        assert_eq!(hours.staffed_minutes_between(local("2026-11-23 08:00:00"), friday), 0);
    }

    #[test]
    fn the_end_of_an_opening_is_not_staffed() {
        let hours = office();
        for (at, staffed) in [
            ("2026-11-20 07:29:59", false),
            ("2026-11-20 07:30:00", true),
            ("2026-11-20 16:29:59", true),
            ("2026-11-20 16:30:00", false),
            ("2026-11-21 10:00:00", false),
        ] {
            assert_eq!(hours.is_staffed(local(at)), staffed, "{at}");
        }
    }

    #[test]
    fn a_unit_closed_on_holidays_is_closed_on_the_eves_too() {
        let hours = office();
        assert_eq!(hours.next_staffed(local("2026-12-23 17:00:00")), local("2026-12-28 07:30:00"));
        let open = read(r#"{"thursday":["08:00-16:00"],"sunday":["10:00-12:00"]}"#).unwrap();
        assert!(open.is_staffed(local("2026-12-24 09:00:00")));
        assert!(open.is_staffed(local("2026-11-22 11:00:00")));
    }

    /// Registered long ago.
    fn silent(hours: &StaffedHours, signed_in: Option<&str>, now: &str) -> bool {
        is_silent(hours, date(2020, 1, 1), signed_in.map(local), local(now))
    }

    #[test]
    fn a_unit_is_silent_when_exactly_three_staffed_days_have_ended_without_a_sign_in() {
        let monday = Some("2026-11-16 08:00:00");
        assert!(!silent(&office(), monday, "2026-11-19 16:29:59"));
        assert!(silent(&office(), monday, "2026-11-19 16:30:00"), "Tuesday to Thursday");
        assert!(!silent(&office(), Some("2026-11-17 07:00:00"), "2026-11-19 23:00:00"));
        assert!(silent(&office(), None, "2026-11-19 16:30:00"), "nobody ever");
    }

    #[test]
    fn a_weekend_is_no_staffed_day() {
        let thursday = Some("2026-11-19 15:00:00");
        assert!(!silent(&office(), thursday, "2026-11-22 23:59:00"), "Friday, and a weekend");
        assert!(!silent(&office(), thursday, "2026-11-24 16:29:00"));
        assert!(silent(&office(), thursday, "2026-11-24 16:30:00"), "Friday, Monday, Tuesday");
        assert!(silent(&StaffedHours::Always, thursday, "2026-11-23 00:00:00"), "day and night");
        assert!(!silent(&StaffedHours::Always, thursday, "2026-11-22 23:59:59"));
    }

    #[test]
    fn a_holiday_is_no_staffed_day() {
        // Christmas Eve to the second day of Christmas: Thursday to Saturday.
        let tuesday = Some("2026-12-22 09:00:00");
        assert!(!silent(&office(), tuesday, "2026-12-29 16:29:00"));
        assert!(silent(&office(), tuesday, "2026-12-29 16:30:00"), "Wednesday, Monday, Tuesday");
    }

    #[test]
    fn a_unit_that_is_new_is_not_silent_yet() {
        let new = |now: &str| is_silent(&office(), date(2026, 11, 17), None, local(now));
        assert!(!new("2026-11-19 16:29:00") && new("2026-11-19 16:30:00"));
        assert!(!new("2026-11-10 12:00:00"), "not open yet");
        let signed_in = Some(local("2026-11-02 10:00:00"));
        let again = |now: &str| is_silent(&office(), date(2026, 11, 17), signed_in, local(now));
        assert!(!again("2026-11-19 16:29:00"), "opened again since the sign-in");
    }

    #[test]
    fn staffed_time_is_elapsed_time_when_the_clock_changes() {
        let nights = read(r#"{"saturday":["22:00-24:00"],"sunday":["00:00-07:00"]}"#).unwrap();
        let whole = |from, until| nights.staffed_minutes_between(local(from), local(until));
        assert_eq!(whole("2026-11-21 12:00:00", "2026-11-22 12:00:00"), 9 * 60);
        assert_eq!(whole("2026-03-28 12:00:00", "2026-03-29 12:00:00"), 8 * 60);
        assert_eq!(whole("2026-10-24 12:00:00", "2026-10-25 12:00:00"), 10 * 60);
        let start = local("2026-10-24 22:00:00");
        assert_eq!(nights.add_staffed(start, 600), local("2026-10-25 07:00:00"));
        // Nothing is lost at midnight.
        assert!(nights.is_staffed(local("2026-11-22 00:00:00")));
    }

    #[test]
    fn always_is_always() {
        let hours = StaffedHours::Always;
        let night = local("2026-12-25 03:00:00");
        assert!(hours.is_staffed(night));
        assert_eq!(hours.add_staffed(night, 90), local("2026-12-25 04:30:00"));
        assert_eq!(hours.staffed_minutes_between(night, local("2026-12-25 04:30:00")), 90);
        assert_eq!(hours.staffed_minutes_between(local("2026-12-25 04:30:00"), night), 0);
    }

    #[test]
    fn hours_are_written_as_people_write_them() {
        for json in [
            r#"{"always":true}"#,
            r#"{"monday":["07:00-12:00","13:00-24:00"],"sunday":["00:00-07:00"],"closed_on_holidays":true}"#,
        ] {
            let hours = read(json).unwrap();
            assert_eq!(serde_json::to_string(&hours).unwrap(), json);
        }
        for (json, part) in [
            ("{}", "never staffed"),
            (r#"{"monday":["13:00-14:00","07:00-13:01"]}"#, "overlap"),
            (r#"{"always":true,"monday":["07:00-12:00"]}"#, "no openings"),
            (r#"{"monday":["12:00-07:00"]}"#, "later time last"),
            (r#"{"monday":["7-12"]}"#, "later time last"),
            (r#"{"monday":["07:00-24:01"]}"#, "later time last"),
            (r#"{"monday":["07:60-12:00"]}"#, "later time last"),
            (r#"{"måndag":["07:00-12:00"]}"#, "unknown field"),
        ] {
            let error = read(json).unwrap_err();
            assert!(error.contains(part), "{json}: {error}");
        }
    }

    proptest! {
        #[test]
        fn adding_and_measuring_agree(start in 1_760_000_000i64..1_900_000_000, minutes in 1u32..20_000) {
            let hours = office();
            let from = Timestamp::from_second(start).unwrap();
            let until = hours.add_staffed(from, minutes);
            prop_assert_eq!(hours.staffed_minutes_between(from, until), u64::from(minutes));
            prop_assert!(until > from);
            let next = hours.next_staffed(from);
            prop_assert!(next >= from && hours.is_staffed(next));
            prop_assert_eq!(hours.staffed_minutes_between(from, next), 0);
        }

        #[test]
        fn no_opening_makes_reading_panic(text in "[0-9:-]{0,12}|\\PC*") {
            if let Ok(opening) = Opening::parse(&text) {
                prop_assert_eq!(Opening::parse(&opening.to_string()), Ok(opening));
            }
        }

        #[test]
        fn far_times_end(second in -377_000_000_000i64..253_000_000_000, minutes in any::<u32>()) {
            let rare = read(r#"{"saturday":["10:00-10:01"],"closed_on_holidays":true}"#).unwrap();
            let from = Timestamp::from_second(second).unwrap();
            prop_assert!(rare.add_staffed(from, minutes) >= from);
        }
    }
}

mod in_words {
    use super::*;

    fn now() -> Timestamp {
        local("2026-11-20 13:42:30")
    }

    #[test]
    fn a_time_is_told_by_its_day() {
        for (at, swedish, english) in [
            ("2026-11-20 15:00:00", "idag 15:00", "today 15:00"),
            ("2026-11-19 15:00:00", "igår 15:00", "yesterday 15:00"),
            ("2026-11-21 00:00:00", "imorgon 00:00", "tomorrow 00:00"),
            ("2026-11-12 10:20:59", "tors 12 nov 10:20", "Thu 12 Nov 10:20"),
            ("2026-11-22 09:05:00", "sön 22 nov 09:05", "Sun 22 Nov 09:05"),
            ("2027-01-04 09:05:00", "mån 4 jan 2027 09:05", "Mon 4 Jan 2027 09:05"),
        ] {
            let when = words::at(local(at), now());
            assert_eq!(when.render(Swedish), swedish);
            assert_eq!(when.render(English), english);
        }
        assert_eq!(words::on(date(2026, 11, 23), now()).render(Swedish), "mån 23 nov");
        assert_eq!(words::on(date(2026, 11, 21), now()).render(Swedish), "imorgon");
    }

    #[test]
    fn today_is_the_local_day() {
        // 23:30 UTC on the 19th is half past midnight on the 20th.
        let when = words::at("2026-11-19T23:30:00Z".parse().unwrap(), now());
        assert_eq!(when.render(Swedish), "idag 00:30");
        let new_years_eve = local("2026-12-31 23:00:00");
        let when = words::at(local("2027-01-01 00:10:00"), new_years_eve);
        assert_eq!(when.render(Swedish), "imorgon 00:10");
    }

    #[test]
    fn what_is_left_has_two_units_at_most() {
        for (due, swedish, english) in [
            ("2026-11-20 16:00:00", "2 tim 18 min", "2 h 18 min"),
            ("2026-11-20 14:00:00", "18 min", "18 min"),
            ("2026-11-20 15:42:00", "2 tim", "2 h"),
            ("2026-11-21 08:05:00", "18 tim", "18 h"),
            ("2026-11-23 10:00:00", "2 dygn 20 tim", "2 days 20 h"),
            ("2026-11-21 13:50:00", "1 dygn", "1 day"),
            ("2026-11-20 13:42:00", "nu", "now"),
            ("2026-11-20 13:00:00", "42 min försenad", "42 min late"),
            ("2026-11-19 15:00:00", "22 tim försenad", "22 h late"),
        ] {
            let due = words::due(local(due), now());
            assert_eq!(due.render(Swedish), swedish);
            assert_eq!(due.render(English), english);
        }
    }

    #[test]
    fn a_sentence_says_in_which_direction() {
        let sentence = |at| words::due(local(at), now()).render_in_sentence(Swedish);
        assert_eq!(sentence("2026-11-20 17:00:00"), "om 3 tim 18 min");
        assert_eq!(sentence("2026-11-19 10:42:00"), "för 1 dygn 3 tim sedan");
        assert_eq!(sentence("2026-11-20 13:42:59"), "nu");
    }

    #[test]
    fn a_length_ignores_its_sign_and_its_seconds() {
        let length = |seconds| words::Length::of(jiff::SignedDuration::from_secs(seconds));
        assert_eq!(length(-59).render(Swedish), "0 min");
        assert_eq!(length(-3_600).render(Swedish), "1 tim");
        assert_eq!(length(11 * 3_600 + 59 * 60).render(Swedish), "11 tim 59 min");
        assert_eq!(length(12 * 3_600 + 59 * 60).render(Swedish), "12 tim");
        assert_eq!(
            length(i64::MIN).render(English),
            format!("{} days 15 h", i64::MIN.unsigned_abs() / 86_400)
        );
    }
}
