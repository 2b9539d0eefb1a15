//! What is chosen, in the address: every choice can be saved, sent and cited.

use brygga_app::follow_up::AskedStays;
use brygga_domain::calendar::local_date;
use brygga_domain::follow_up::causes::Cause;
use brygga_domain::follow_up::report::{Month, Period, Selection};
use brygga_domain::follow_up::weekend::Variant;
use brygga_domain::ids::HsaId;
use jiff::Timestamp;
use serde::Deserialize;

use crate::urls;

/// Months of the page when nothing is chosen.
const MONTHS: i32 = 12;

/// The query as it was written. What is empty is the usual.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// `2025-12_2026-11`.
    period: String,
    ward: String,
    municipality: String,
    cause: String,
    variant: String,
    compare: String,
}

/// What the figures are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compare {
    Before,
    YearBefore,
    Nothing,
}

impl Compare {
    pub(crate) const ALL: [Self; 3] = [Self::Before, Self::YearBefore, Self::Nothing];

    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::YearBefore => "year",
            Self::Nothing => "none",
        }
    }
}

/// The query as it is understood.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    pub(crate) stays: AskedStays,
    pub(crate) compare: Compare,
    /// The usual period, of which the address says nothing.
    usual: Period,
    /// Something in the address was not understood and is left out.
    pub(crate) unclear: bool,
}

impl Asked {
    /// A period stands in the address, understood or not.
    pub(crate) fn has_period(&self) -> bool {
        !self.period.is_empty()
    }

    pub(crate) fn read(&self, now: Timestamp) -> Chosen {
        let usual = Period::ending(Month::of(local_date(now)), MONTHS);
        let mut unclear = false;
        let period = read(&self.period, read_period, &mut unclear).unwrap_or(usual);
        let variant = read(&self.variant, Variant::parse, &mut unclear).unwrap_or(Variant::V1);
        let of_code = |code: &str| Compare::ALL.into_iter().find(|it| it.code() == code);
        let compare = read(&self.compare, of_code, &mut unclear).unwrap_or(Compare::Before);
        let code = |text: &str| text.bytes().all(|it| it.is_ascii_digit()).then(|| text.to_owned());
        let selection = Selection {
            ward: read(&self.ward, |text| HsaId::parse(text).ok(), &mut unclear),
            municipality: read(&self.municipality, code, &mut unclear),
            cause: read(&self.cause, Cause::parse, &mut unclear),
        };
        let compared = match compare {
            Compare::Before => Some(period.before()),
            Compare::YearBefore => Some(period.year_before()),
            Compare::Nothing => None,
        };
        let stays = AskedStays { period, compared, variant, selection };
        Chosen { stays, compare, usual, unclear }
    }
}

/// Reads a choice: none where nothing is chosen or nothing was understood.
fn read<T>(text: &str, parse: impl Fn(&str) -> Option<T>, unclear: &mut bool) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    let value = parse(text);
    *unclear |= value.is_none();
    value
}

fn read_period(text: &str) -> Option<Period> {
    let (from, to) = text.split_once('_')?;
    Period::new(Month::parse(from)?, Month::parse(to)?)
}

/// A period as it stands in an address.
pub(crate) fn period_code(period: Period) -> String {
    format!("{}_{}", period.from(), period.to())
}

impl Chosen {
    /// The periods that the page offers: the chosen one among them.
    pub(crate) fn periods(&self) -> Vec<Period> {
        let now = self.usual.to();
        let year = |year: i16| {
            let of = |month: i8| Month::parse(&format!("{year:04}-{month:02}"));
            Period::new(of(1)?, of(12)?)
        };
        let mut periods = vec![self.usual];
        periods.extend([3, 6, 24].map(|months| Period::ending(now, months)));
        periods.extend([now.year() - 1, now.year() - 2].into_iter().filter_map(year));
        if !periods.contains(&self.stays.period) {
            periods.insert(0, self.stays.period);
        }
        periods
    }

    /// The address of a page or file with the same choices.
    pub(crate) fn url(&self, page: &str) -> String {
        let AskedStays { period, variant, selection, .. } = &self.stays;
        let pairs = [
            ("period", (*period != self.usual).then(|| period_code(*period))),
            ("ward", selection.ward.as_ref().map(ToString::to_string)),
            ("municipality", selection.municipality.clone()),
            ("cause", selection.cause.map(|cause| cause.to_string())),
            ("variant", (*variant != Variant::V1).then(|| variant.as_str().to_owned())),
            ("compare", (self.compare != Compare::Before).then(|| self.compare.code().to_owned())),
        ];
        let pairs = pairs.into_iter().filter_map(|(name, value)| {
            value.map(|value| format!("{name}={}", urls::encode(&value)))
        });
        let query = pairs.collect::<Vec<_>>().join("&");
        if query.is_empty() { page.to_owned() } else { format!("{page}?{query}") }
    }

    /// The same, with the period also where it is the usual one: what it is today is another one then.
    pub(crate) fn whole_url(&self, page: &str) -> String {
        let url = self.url(page);
        if self.stays.period != self.usual {
            return url;
        }
        let period = format!("period={}", period_code(self.stays.period));
        match url.split_once('?') {
            Some((page, rest)) => format!("{page}?{period}&{rest}"),
            None => format!("{url}?{period}"),
        }
    }

    /// A page with a ward chosen besides.
    pub(crate) fn ward_url(&self, page: &str, ward: &str) -> Option<String> {
        let mut chosen = self.clone();
        chosen.stays.selection.ward = Some(HsaId::parse(ward).ok()?);
        Some(chosen.url(page))
    }

    /// A page with a municipality chosen besides.
    pub(crate) fn municipality_url(&self, page: &str, code: &str) -> String {
        let mut chosen = self.clone();
        chosen.stays.selection.municipality = Some(code.to_owned());
        chosen.url(page)
    }

    /// What a file of it is called: the choice stands in the name.
    pub(crate) fn file_name(&self, ending: &str) -> String {
        let AskedStays { period, variant, selection, .. } = &self.stays;
        let mut name = format!("kvar-over-helgen_{}_{}", period_code(*period), variant.as_str());
        let ward = selection.ward.as_ref().map(HsaId::as_str);
        let cause = selection.cause.map(Cause::as_str);
        for part in [ward, selection.municipality.as_deref(), cause].into_iter().flatten() {
            name.push('_');
            name.push_str(part);
        }
        format!("{name}.{ending}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T12:42:00Z".parse().unwrap()
    }

    fn asked(query: &str) -> Chosen {
        let uri = axum::http::Uri::try_from(format!("/x?{query}")).unwrap();
        let axum::extract::Query(asked) =
            axum::extract::Query::<Asked>::try_from_uri(&uri).unwrap();
        asked.read(now())
    }

    #[test]
    fn nothing_chosen_is_the_last_twelve_months_against_those_before() {
        let chosen = asked("");
        assert_eq!(period_code(chosen.stays.period), "2025-12_2026-11");
        assert_eq!(chosen.stays.compared.map(period_code).as_deref(), Some("2024-12_2025-11"));
        assert_eq!(chosen.url(urls::WEEKEND_STAYS), urls::WEEKEND_STAYS);
        assert!(!chosen.unclear);
    }

    #[test]
    fn what_is_frozen_names_its_months_though_they_are_the_usual_ones() {
        assert_eq!(asked("").whole_url("/x"), "/x?period=2025-12_2026-11");
        let chosen = asked("variant=V3");
        assert_eq!(chosen.whole_url("/x"), "/x?period=2025-12_2026-11&variant=V3");
        let chosen = asked("period=2025-01_2025-06");
        assert_eq!(chosen.whole_url("/x"), "/x?period=2025-01_2025-06");
    }

    #[test]
    fn every_choice_reads_back_from_its_address() {
        let query = "period=2025-01_2025-06&ward=SE2321000016-W37&municipality=1081&\
                     cause=sip_late&variant=V3&compare=year";
        let chosen = asked(query);
        assert_eq!(chosen.url("/x"), format!("/x?{query}"));
        assert_eq!(chosen.stays.compared.map(period_code).as_deref(), Some("2024-01_2024-06"));
        assert_eq!(
            chosen.file_name("csv"),
            "kvar-over-helgen_2025-01_2025-06_V3_SE2321000016-W37_1081_sip_late.csv"
        );
        assert!(!chosen.unclear && chosen.periods()[0] == chosen.stays.period);
        assert_eq!(asked("compare=none").stays.compared, None);
    }

    #[test]
    fn what_is_not_understood_is_left_out_and_said() {
        for query in ["period=2026-11_2025-12", "variant=V9", "cause=rain", "ward=x", "compare=y"] {
            let chosen = asked(query);
            assert!(chosen.unclear, "{query}");
            assert_eq!(chosen.url(urls::WEEKEND_STAYS), urls::WEEKEND_STAYS, "{query}");
        }
        assert!(asked("municipality=10%0A81").unclear);
    }
}
