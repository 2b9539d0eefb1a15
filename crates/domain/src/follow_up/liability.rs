//! Payment liability by the statute: 5 kap. lag (2017:612), read as definition 7 reads it.
//!
//! Every day from the ready notice on is explained: liable, or why not. Amounts are the rate of the
//! year that the day falls in, and none without a confirmed rate. The other model that counties use
//! is [`super::average`].

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use crate::calendar::clocks::{payment_start, sip_call_due};
use crate::calendar::local_date;

/// What the law leaves to the county, or what no source settles (definition 15). The default is
/// the reading of definition 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// An admission notice given later than 24 h after the admission or the judgement blocks
    /// liability. Off: liable and marked "kan bestridas".
    pub late_notice_blocks: bool,
    /// A SIP that the head of the unit called, on behalf of the permanent care contact, counts.
    pub call_on_behalf_counts: bool,
    /// A SIP called after the last lawful date gives liability from the day of the call. Off: none
    /// on that ready notice.
    pub late_call_counts_from_its_day: bool,
    /// Days on which the municipality was ready are not liable. Off: liable and marked.
    pub municipality_ready_exempts: bool,
    /// The day on which the person left or died counts.
    pub last_day_counts: bool,
    /// Days of leave count.
    pub leave_counts: bool,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            late_notice_blocks: false,
            call_on_behalf_counts: true,
            late_call_counts_from_its_day: false,
            municipality_ready_exempts: false,
            last_day_counts: false,
            leave_counts: true,
        }
    }
}

/// The admission notice to the municipality (5 kap. 3 § 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdmissionNotice {
    /// None was given.
    Missing,
    /// Given later than 2 kap. 3 § says.
    Late,
    /// Given in time.
    InTime,
}

/// The call to a coordinated individual plan (5 kap. 3 § 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sip {
    /// None is needed, or the person does not consent: no precondition.
    NotRequired,
    /// Needed and not called.
    NotCalled,
    /// Called.
    Called {
        /// When the call was sent.
        at: Timestamp,
        /// By the head of the unit on behalf of the permanent care contact (definition 6).
        on_behalf: bool,
    },
}

/// Services that region-funded outpatient care answers for (5 kap. 5 §).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outpatient {
    /// None is needed: no condition.
    NotNeeded,
    /// Nobody has said: not clear whether they are available, which blocks.
    Unclear,
    /// Every unit has said that it is ready; this is the latest of them.
    Ready(Timestamp),
}

/// One ready notice towards one municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The latest of the first notices to each concerned unit of the municipality (5 kap. 3 § 2);
    /// none where one of them was never notified, or where there is none.
    pub notified_at: Option<Timestamp>,
    /// Withdrawn, left inpatient care or died, whichever came first; none while it goes on.
    pub until: Option<Timestamp>,
    /// The admission notice.
    pub admission: AdmissionNotice,
    /// The SIP.
    pub sip: Sip,
    /// Outpatient services.
    pub outpatient: Outpatient,
    /// Since when the municipality had said yes to this notice. Unknown to the act: it marks days.
    pub municipality_ready_at: Option<Timestamp>,
    /// Leave of absence: first and last day.
    pub leave: Vec<(Date, Date)>,
}

/// Why no day at all is liable. `code` is the word in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Blocked {
    /// 5 kap. 3 § 1: no admission notice.
    AdmissionNoticeMissing,
    /// 5 kap. 3 § 1 with the county's switch: the admission notice was late.
    AdmissionNoticeLate,
    /// 5 kap. 3 § 2: a concerned unit was not notified, or nobody is concerned.
    NotNotified,
    /// 5 kap. 3 § 3: the SIP was never called by the permanent care contact.
    SipNotCalled,
    /// 5 kap. 3 § 3: the SIP was called after the last lawful date.
    SipCalledLate,
    /// 5 kap. 5 §: it is not clear whether outpatient services are available.
    OutpatientUnclear,
}

impl Blocked {
    /// The word in files and message keys.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::AdmissionNoticeMissing => "admission_notice_missing",
            Self::AdmissionNoticeLate => "admission_notice_late",
            Self::NotNotified => "not_notified",
            Self::SipNotCalled => "sip_not_called",
            Self::SipCalledLate => "sip_called_late",
            Self::OutpatientUnclear => "outpatient_unclear",
        }
    }
}

/// Something that a party may contest, or should know, about liable days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mark {
    /// The admission notice was late: "kan bestridas".
    AdmissionNoticeLate,
    /// The SIP was called by the head of the unit: "kan bestridas".
    SipCalledOnBehalf,
}

/// What one day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DayIs {
    /// The municipality pays.
    Liable,
    /// The municipality pays, although it was ready ("kommunen klar").
    LiableMunicipalityReady,
    /// Before the start by 5 kap. 4 §.
    BeforeStart,
    /// 5 kap. 5 §: outpatient services were not available yet.
    OutpatientNotReady,
    /// Before the day on which the SIP was called late, with the county's switch.
    SipNotCalledYet,
    /// The municipality was ready, with the county's switch.
    ExemptMunicipalityReady,
    /// Leave of absence, with the county's switch.
    Leave,
    /// Nothing is liable on this notice.
    Blocked(Blocked),
}

impl DayIs {
    /// Says whether the municipality pays for the day.
    #[must_use]
    pub const fn is_liable(self) -> bool {
        matches!(self, Self::Liable | Self::LiableMunicipalityReady)
    }
}

/// The account of one ready notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Start by 5 kap. 4 §, whatever stands in the way; none where no unit was notified.
    pub statutory_start: Option<Date>,
    /// Why nothing is liable.
    pub blocked: Option<Blocked>,
    /// What may be contested.
    pub marks: Vec<Mark>,
    /// Every day after that of the notice, in order, with what it is.
    pub days: Vec<(Date, DayIs)>,
}

impl Account {
    /// The liable days.
    pub fn liable_days(&self) -> impl Iterator<Item = Date> {
        self.days.iter().filter(|(_, is)| is.is_liable()).map(|(day, _)| *day)
    }

    /// The first liable day.
    #[must_use]
    pub fn start_on(&self) -> Option<Date> {
        self.liable_days().next()
    }

    /// The amount in whole kronor, each day at the rate of its calendar year; `None` where a
    /// liable day falls in a year without a confirmed rate (facts 2.2). No liable day is 0.
    pub fn amount_sek(&self, confirmed_rate: impl Fn(i16) -> Option<u32>) -> Option<u64> {
        self.liable_days().map(|day| confirmed_rate(day.year()).map(u64::from)).sum()
    }
}

/// Accounts for one ready notice towards one municipality. While the stay goes on, the days until
/// the day before `today` are accounted: today may be the last one, which does not count.
///
/// Lag (2017:612) 5 kap. 3–5 §§; definition 7.
#[must_use]
pub fn account(notice: &Notice, terms: &Terms, today: Date) -> Account {
    let blocked = blocked(notice, terms);
    let statutory_start = notice.notified_at.map(payment_start);
    let days = notice.notified_at.map_or_else(Vec::new, |at| {
        let end = match notice.until {
            Some(until) if terms.last_day_counts => local_date(until).tomorrow(),
            Some(until) => Ok(local_date(until)),
            None => Ok(today),
        };
        local_date(at)
            .series(Span::new().days(1))
            .skip(1)
            .take_while(|day| end.as_ref().is_ok_and(|end| day < end))
            .map(|day| (day, what_is(day, notice, terms, blocked, payment_start(at))))
            .collect()
    });
    let mut marks = Vec::new();
    if notice.admission == AdmissionNotice::Late {
        marks.push(Mark::AdmissionNoticeLate);
    }
    if matches!(notice.sip, Sip::Called { on_behalf: true, .. }) {
        marks.push(Mark::SipCalledOnBehalf);
    }
    Account { statutory_start, blocked, marks, days }
}

fn blocked(notice: &Notice, terms: &Terms) -> Option<Blocked> {
    let unclear = notice.outpatient == Outpatient::Unclear;
    precondition_missing(notice, terms).or(unclear.then_some(Blocked::OutpatientUnclear))
}

/// The first precondition of 5 kap. 3 § that does not hold.
pub(super) fn precondition_missing(notice: &Notice, terms: &Terms) -> Option<Blocked> {
    match notice.admission {
        AdmissionNotice::Missing => return Some(Blocked::AdmissionNoticeMissing),
        AdmissionNotice::Late if terms.late_notice_blocks => {
            return Some(Blocked::AdmissionNoticeLate);
        }
        AdmissionNotice::Late | AdmissionNotice::InTime => {}
    }
    let Some(notified_at) = notice.notified_at else { return Some(Blocked::NotNotified) };
    match notice.sip {
        Sip::NotCalled => Some(Blocked::SipNotCalled),
        Sip::Called { on_behalf: true, .. } if !terms.call_on_behalf_counts => {
            Some(Blocked::SipNotCalled)
        }
        Sip::Called { at, .. }
            if at > sip_call_due(notified_at).due_at && !terms.late_call_counts_from_its_day =>
        {
            Some(Blocked::SipCalledLate)
        }
        Sip::NotRequired | Sip::Called { .. } => None,
    }
}

/// The first thing that holds, in the order of the act: the clock, outpatient care, the county.
fn what_is(
    day: Date,
    notice: &Notice,
    terms: &Terms,
    blocked: Option<Blocked>,
    start: Date,
) -> DayIs {
    if let Some(reason) = blocked {
        return DayIs::Blocked(reason);
    }
    if day < start {
        return DayIs::BeforeStart;
    }
    if matches!(notice.outpatient, Outpatient::Ready(at) if day < local_date(at)) {
        return DayIs::OutpatientNotReady;
    }
    if matches!(notice.sip, Sip::Called { at, .. } if day < local_date(at)) {
        return DayIs::SipNotCalledYet;
    }
    if !terms.leave_counts && notice.leave.iter().any(|(from, to)| (from..=to).contains(&&day)) {
        return DayIs::Leave;
    }
    match notice.municipality_ready_at {
        Some(at) if local_date(at) <= day && terms.municipality_ready_exempts => {
            DayIs::ExemptMunicipalityReady
        }
        Some(at) if local_date(at) <= day => DayIs::LiableMunicipalityReady,
        _ => DayIs::Liable,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::testing::local;
    use super::*;

    /// Notified on a Monday morning, home on Tuesday of the week after; everything in order.
    fn notice() -> Notice {
        Notice {
            notified_at: Some(local("2023-06-05 10:15")),
            until: Some(local("2023-06-13 11:00")),
            admission: AdmissionNotice::InTime,
            sip: Sip::NotRequired,
            outpatient: Outpatient::NotNeeded,
            municipality_ready_at: None,
            leave: Vec::new(),
        }
    }

    fn liable(notice: &Notice, terms: &Terms) -> usize {
        account(notice, terms, date(2030, 1, 1)).liable_days().count()
    }

    fn rate(year: i16) -> Option<u32> {
        (year == 2023).then_some(10_500)
    }

    /// The worked examples of facts 2.4.
    #[test]
    fn noon_decides_between_three_days_and_four() {
        let before = account(&notice(), &Terms::default(), date(2030, 1, 1));
        assert_eq!(before.start_on(), Some(date(2023, 6, 8)));
        assert_eq!((before.liable_days().count(), before.amount_sek(rate)), (5, Some(52_500)));
        let after = Notice { notified_at: Some(local("2023-06-05 13:20")), ..notice() };
        let after = account(&after, &Terms::default(), date(2030, 1, 1));
        assert_eq!(after.start_on(), Some(date(2023, 6, 9)));
        assert_eq!((after.liable_days().count(), after.amount_sek(rate)), (4, Some(42_000)));
        let noon = Notice { notified_at: Some(local("2023-06-05 12:00:00")), ..notice() };
        assert_eq!(liable(&noon, &Terms::default()), 5);
        let past_noon = Notice { notified_at: Some(local("2023-06-05 12:00:01")), ..notice() };
        assert_eq!(liable(&past_noon, &Terms::default()), 4);
    }

    #[test]
    fn weekends_and_holidays_are_not_skipped() {
        // Thursday 13:05: the start is Monday; Wednesday noon: Saturday.
        let at = |notified: &str| Notice {
            notified_at: Some(local(notified)),
            until: Some(local("2026-12-01 10:00")),
            ..notice()
        };
        let start = |notified: &str| account(&at(notified), &Terms::default(), date(2030, 1, 1));
        assert_eq!(start("2026-11-19 13:05").start_on(), Some(date(2026, 11, 23)));
        assert_eq!(start("2026-11-18 12:00").start_on(), Some(date(2026, 11, 21)));
    }

    #[test]
    fn each_missing_precondition_is_named_on_every_day() {
        let blocked = |changed: Notice| {
            let account = account(&changed, &Terms::default(), date(2030, 1, 1));
            assert_eq!(account.start_on(), None);
            assert_eq!(account.amount_sek(|_| None), Some(0));
            let reason = account.blocked.unwrap();
            assert!(account.days.iter().all(|(_, is)| *is == DayIs::Blocked(reason)));
            reason.code()
        };
        let admission = AdmissionNotice::Missing;
        assert_eq!(blocked(Notice { admission, ..notice() }), "admission_notice_missing");
        assert_eq!(blocked(Notice { notified_at: None, ..notice() }), "not_notified");
        assert_eq!(blocked(Notice { sip: Sip::NotCalled, ..notice() }), "sip_not_called");
        let late = Sip::Called { at: local("2023-06-09 00:00"), on_behalf: false };
        assert_eq!(blocked(Notice { sip: late, ..notice() }), "sip_called_late");
        let outpatient = Outpatient::Unclear;
        assert_eq!(blocked(Notice { outpatient, ..notice() }), "outpatient_unclear");
    }

    #[test]
    fn a_call_until_the_end_of_the_last_lawful_day_or_before_the_notice_is_in_time() {
        let called = |at: &str| {
            let sip = Sip::Called { at: local(at), on_behalf: false };
            liable(&Notice { sip, ..notice() }, &Terms::default())
        };
        assert_eq!(called("2023-06-01 10:00"), 5);
        assert_eq!(called("2023-06-08 23:59"), 5);
        assert_eq!(called("2023-06-09 00:01"), 0);
        // Due on a Saturday: Monday is the last lawful day.
        let sip = Sip::Called { at: local("2023-06-12 23:00"), on_behalf: false };
        let wednesday = Notice { notified_at: Some(local("2023-06-07 09:00")), sip, ..notice() };
        assert_eq!(account(&wednesday, &Terms::default(), date(2030, 1, 1)).blocked, None);
    }

    #[test]
    fn outpatient_care_that_is_ready_later_moves_the_start_to_its_day() {
        let outpatient = Outpatient::Ready(local("2023-06-11 15:00"));
        let account =
            account(&Notice { outpatient, ..notice() }, &Terms::default(), date(2030, 1, 1));
        assert_eq!(account.start_on(), Some(date(2023, 6, 11)));
        assert_eq!(account.statutory_start, Some(date(2023, 6, 8)));
        let of = |day| account.days.iter().find(|(on, _)| *on == day).unwrap().1;
        assert_eq!(of(date(2023, 6, 7)), DayIs::BeforeStart);
        assert_eq!(of(date(2023, 6, 10)), DayIs::OutpatientNotReady);
        assert_eq!(account.liable_days().count(), 2);
    }

    #[test]
    fn the_county_decides_what_the_act_leaves_open() {
        let terms = Terms::default();
        let late = Notice { admission: AdmissionNotice::Late, ..notice() };
        let lenient = account(&late, &terms, date(2030, 1, 1));
        assert_eq!(lenient.marks, [Mark::AdmissionNoticeLate]);
        assert_eq!(lenient.liable_days().count(), 5);
        assert_eq!(liable(&late, &Terms { late_notice_blocks: true, ..terms }), 0);

        let sip = Sip::Called { at: local("2023-06-06 10:00"), on_behalf: true };
        let on_behalf = Notice { sip, ..notice() };
        assert_eq!(account(&on_behalf, &terms, date(2030, 1, 1)).marks, [Mark::SipCalledOnBehalf]);
        assert_eq!(liable(&on_behalf, &terms), 5);
        assert_eq!(liable(&on_behalf, &Terms { call_on_behalf_counts: false, ..terms }), 0);

        let sip = Sip::Called { at: local("2023-06-10 10:00"), on_behalf: false };
        let called_late = Notice { sip, ..notice() };
        let from_its_day = Terms { late_call_counts_from_its_day: true, ..terms };
        assert_eq!(liable(&called_late, &terms), 0);
        assert_eq!(
            account(&called_late, &from_its_day, date(2030, 1, 1)).start_on(),
            Some(date(2023, 6, 10))
        );

        let ready = Notice { municipality_ready_at: Some(local("2023-06-10 09:00")), ..notice() };
        assert_eq!(liable(&ready, &terms), 5);
        assert_eq!(liable(&ready, &Terms { municipality_ready_exempts: true, ..terms }), 2);

        assert_eq!(liable(&notice(), &Terms { last_day_counts: true, ..terms }), 6);
        let leave = vec![(date(2023, 6, 9), date(2023, 6, 10))];
        let on_leave = Notice { leave, ..notice() };
        assert_eq!(liable(&on_leave, &terms), 5);
        assert_eq!(liable(&on_leave, &Terms { leave_counts: false, ..terms }), 3);
    }

    #[test]
    fn without_a_confirmed_rate_the_days_stand_and_the_amount_is_unknown() {
        let over_new_year = Notice {
            notified_at: Some(local("2023-12-28 10:00")),
            until: Some(local("2024-01-03 10:00")),
            ..notice()
        };
        let account = account(&over_new_year, &Terms::default(), date(2030, 1, 1));
        // 31 December, 1 and 2 January.
        assert_eq!(account.liable_days().count(), 3);
        assert_eq!(account.amount_sek(rate), None);
        let both = |year: i16| Some(if year == 2023 { 10_500 } else { 11_000 });
        assert_eq!(account.amount_sek(both), Some(10_500 + 2 * 11_000));
    }

    #[test]
    fn while_the_stay_goes_on_today_is_not_counted() {
        let there = Notice { until: None, ..notice() };
        let until = |today| account(&there, &Terms::default(), today).liable_days().count();
        assert_eq!(until(date(2023, 6, 8)), 0);
        assert_eq!(until(date(2023, 6, 9)), 1);
    }

    proptest! {
        /// Days stand in a row without a gap, none is liable before the statutory start, and a
        /// notice that is blocked has no liable day.
        #[test]
        fn days_are_a_row_and_start_with_the_statute(
            hour in 0_i64..24 * 400, stayed in 0_i64..24 * 40,
            outpatient in proptest::option::of(0_i64..24 * 50),
        ) {
            let first = local("2026-01-01 00:00");
            let after = |hours: i64| first + jiff::SignedDuration::from_hours(hours);
            let notice = Notice {
                notified_at: Some(after(hour)),
                until: Some(after(hour + stayed)),
                outpatient: outpatient.map_or(Outpatient::Unclear, |hours| {
                    Outpatient::Ready(after(hour + hours))
                }),
                ..notice()
            };
            let account = account(&notice, &Terms::default(), date(2030, 1, 1));
            for pair in account.days.windows(2) {
                prop_assert_eq!(pair[0].0.tomorrow().unwrap(), pair[1].0);
            }
            let start = account.statutory_start.unwrap();
            prop_assert!(account.liable_days().all(|day| day >= start));
            prop_assert!(account.blocked.is_none() || account.liable_days().count() == 0);
        }
    }
}
