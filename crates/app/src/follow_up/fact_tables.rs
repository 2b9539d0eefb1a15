//! The fact tables as plain columns, for programs that count themselves: an export is not suppressed
//! and has a row for each chain, so it is the operator's (`docs/follow-up.md` has the columns).

use brygga_domain::calendar::local_date;
use brygga_domain::follow_up::facts::{ChainFacts, ReadyFacts};
use brygga_domain::follow_up::payment::{CaseLine, Counter, Scope, TermsBook};
use brygga_domain::follow_up::report::{Month, Period, Selection};
use brygga_domain::follow_up::weekend::{Variant, count};
use brygga_domain::registry::Registry;
use brygga_store::FactMonths;
use jiff::Timestamp;

use super::read::{Asked, read};
use crate::context::App;
use crate::error::AppError;

/// A table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactTable {
    /// One row a chain.
    Chains,
    /// One row a period of waiting: the delay ledger.
    Delays,
    /// One row an admission notice and receiving unit.
    Notices,
    /// One row a ready notice: the account of payment liability, by the terms in force.
    Liability,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactKind {
    /// A code, an id or a word.
    Text,
    /// Yes or no.
    Bool,
    /// A whole number.
    Count,
    /// An instant, in whole milliseconds.
    Time,
}

/// What stands in one place; nothing where nothing is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactValue {
    /// A code, an id or a word.
    Text(Option<String>),
    /// Yes or no.
    Bool(Option<bool>),
    /// A whole number.
    Count(Option<i64>),
    /// An instant.
    Time(Option<Timestamp>),
}

use FactKind::{Bool, Count, Text, Time};

const CHAINS: &[(&str, FactKind)] = &[
    ("chain_id", Text),
    ("imported", Bool),
    ("source_case", Text),
    ("protected", Bool),
    ("cancelled", Bool),
    ("month", Text),
    ("ward", Text),
    ("municipality", Text),
    ("opened_at", Time),
    ("admitted_at", Time),
    ("first_notice_at", Time),
    ("notices", Count),
    ("ready_at", Time),
    ("ready_disputed", Bool),
    ("municipality_ready_at", Time),
    ("outpatient_ready_at", Time),
    ("sip_needed", Bool),
    ("sip_declined", Bool),
    ("sip_called_at", Time),
    ("sip_held_at", Time),
    ("services_ordered_at", Time),
    ("care_contact_at", Time),
    ("information_at", Time),
    ("informed_at", Time),
    ("left_at", Time),
    ("destination", Text),
    ("transferred_at", Time),
    ("deceased_at", Time),
    ("ended_at", Time),
    ("closed_at", Time),
    ("close_reason", Text),
    ("stayed_v1", Bool),
    ("stayed_v2", Bool),
    ("stayed_v3", Bool),
    ("stayed_v4", Bool),
    ("main_cause", Text),
    ("causes", Text),
    ("overridden", Bool),
    ("uncertain", Bool),
    ("changed_at", Time),
];

const DELAYS: &[(&str, FactKind)] = &[
    ("chain_id", Text),
    ("ward", Text),
    ("municipality", Text),
    ("cause", Text),
    ("from_at", Time),
    ("to_at", Time),
    ("responsible", Text),
    ("unit", Text),
];

const NOTICES: &[(&str, FactKind)] = &[
    ("chain_id", Text),
    ("notice", Count),
    ("sent_at", Time),
    ("due_from", Time),
    ("unit", Text),
    ("seen_at", Time),
    ("answered_at", Time),
    ("answer", Text),
    ("taken_over_at", Time),
];

const LIABILITY: &[(&str, FactKind)] = &[
    ("chain_id", Text),
    ("ready_notice", Count),
    ("notice_sent_at", Time),
    ("counts_in", Text),
    ("ward", Text),
    ("municipality", Text),
    ("model", Text),
    ("statutory_start_on", Text),
    ("start_on", Text),
    ("end_on", Text),
    ("days", Count),
    ("amount_sek", Count),
    ("reason", Text),
    ("status", Text),
    ("to_be_reconciled", Bool),
    ("running", Bool),
];

impl FactTable {
    /// Every table.
    pub const ALL: [Self; 4] = [Self::Chains, Self::Delays, Self::Notices, Self::Liability];

    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chains => "chains",
            Self::Delays => "delays",
            Self::Notices => "notices",
            Self::Liability => "liability",
        }
    }

    /// Its columns in order.
    #[must_use]
    pub const fn columns(self) -> &'static [(&'static str, FactKind)] {
        match self {
            Self::Chains => CHAINS,
            Self::Delays => DELAYS,
            Self::Notices => NOTICES,
            Self::Liability => LIABILITY,
        }
    }

    /// The rows of one chain.
    fn rows(self, chain: &ChainFacts, accounts: &Counter<'_>) -> Vec<Vec<FactValue>> {
        match self {
            Self::Chains => vec![chain_row(chain, accounts.as_of())],
            Self::Delays => delay_rows(chain),
            Self::Notices => notice_rows(chain),
            Self::Liability => accounts.lines(chain).into_iter().map(liability_row).collect(),
        }
    }
}

/// Gives the rows of a table to `take`, chain by chain in the order of months; answers the revision. A
/// chain that is the same admission as another one stands once.
///
/// # Errors
/// When the store cannot be read, or `take` says no.
pub async fn export_facts<E: From<AppError>>(
    app: &App,
    table: FactTable,
    mut take: impl FnMut(Vec<Vec<FactValue>>) -> Result<(), E>,
) -> Result<u64, E> {
    let all = Asked { from: (0, 1), to: (9_999, 12), wards: vec![], municipalities: vec![] };
    let (as_of, registry) = (app.now(), app.registry());
    let accounts = accounts(&registry, as_of);
    let mut taken = Ok(());
    let revision = read(app, &all, FactMonths::CountedIn, |chain| {
        if taken.is_ok() {
            taken = take(table.rows(&chain, &accounts));
        }
    })
    .await?;
    taken?;
    Ok(revision.iter().map(|last| last.pos).sum())
}

/// Accounts for cases by the terms in force, whatever month they count in.
fn accounts(registry: &Registry, as_of: Timestamp) -> Counter<'_> {
    let today = local_date(as_of);
    let scope = Scope {
        period: Period::ending(Month::of(today), 1),
        as_of,
        selection: Selection::default(),
        municipalities: Vec::new(),
    };
    Counter::new(scope, registry, TermsBook::new(registry, today, None))
}

fn text(text: impl ToString) -> FactValue {
    FactValue::Text(Some(text.to_string()))
}

fn maybe<T: ToString>(value: Option<T>) -> FactValue {
    FactValue::Text(value.map(|it| it.to_string()))
}

fn is(value: bool) -> FactValue {
    FactValue::Bool(Some(value))
}

const fn time(at: Option<Timestamp>) -> FactValue {
    FactValue::Time(at)
}

fn number(count: usize) -> FactValue {
    FactValue::Count(i64::try_from(count).ok())
}

/// In the order of [`CHAINS`].
fn chain_row(chain: &ChainFacts, as_of: Timestamp) -> Vec<FactValue> {
    let (year, month) = chain.month();
    let standing = chain.standing();
    let counted = chain.stay().and_then(|stay| count(&stay, as_of));
    let stayed = |variant| FactValue::Bool(counted.as_ref().map(|it| it.stayed(variant)));
    let causes = chain.causes();
    let said: Vec<String> = causes.iter().map(|cause| cause.to_string()).collect();
    let stays = counted.as_ref().is_some_and(|it| it.stayed(Variant::V1));
    let calls = chain.sip.calls.iter().map(|call| call.at).min();
    vec![
        text(chain.chain),
        is(chain.imported),
        maybe(chain.source.as_ref().map(|source| &source.case)),
        is(chain.protected),
        is(chain.is_cancelled()),
        text(format!("{year:04}-{month:02}")),
        text(&chain.ward),
        maybe(chain.municipality.as_ref()),
        time(chain.opened_at),
        time(chain.admitted_at),
        time(chain.notices.iter().map(|notice| notice.sent_at).min()),
        number(chain.notices.len()),
        time(standing.map(|notice| notice.sent_at)),
        is(chain.ready_disputed),
        time(standing.and_then(ReadyFacts::municipality_ready_at)),
        time(standing.and_then(ReadyFacts::outpatient_ready_at)),
        is(chain.sip.needed),
        is(chain.sip.declined),
        time(calls),
        time(chain.sip.held_at),
        time(chain.services_ordered_at()),
        time(chain.care_contacts.iter().map(|named| named.at).min()),
        time(chain.information_at),
        time(chain.informed_at),
        time(chain.left.as_ref().map(|left| left.at)),
        maybe(chain.left.as_ref().map(|left| left.destination.as_str())),
        time(chain.transferred_at),
        time(chain.deceased_at),
        time(chain.ended_at()),
        time(chain.closed.as_ref().map(|closed| closed.at)),
        maybe(chain.closed.as_ref().map(|closed| closed.reason.as_str())),
        stayed(Variant::V1),
        stayed(Variant::V2),
        stayed(Variant::V3),
        stayed(Variant::V4),
        maybe(stays.then(|| chain.main_cause())),
        maybe((!said.is_empty()).then(|| said.join("|"))),
        is(chain.is_overridden()),
        is(chain.uncertain),
        time(Some(chain.changed_at)),
    ]
}

/// In the order of [`DELAYS`].
fn delay_rows(chain: &ChainFacts) -> Vec<Vec<FactValue>> {
    let row = |delay: brygga_domain::follow_up::Delay| {
        vec![
            text(chain.chain),
            text(&chain.ward),
            maybe(chain.municipality.as_ref()),
            text(delay.cause),
            time(Some(delay.from)),
            time(delay.to),
            text(delay.responsible),
            maybe(delay.unit),
        ]
    };
    chain.delays().into_iter().map(row).collect()
}

/// In the order of [`NOTICES`].
fn notice_rows(chain: &ChainFacts) -> Vec<Vec<FactValue>> {
    let notices = chain.notices.iter().enumerate();
    let rows = notices.flat_map(|(n, notice)| notice.to.iter().map(move |to| (n, notice, to)));
    rows.map(|(n, notice, to)| {
        vec![
            text(chain.chain),
            number(n + 1),
            time(Some(notice.sent_at)),
            time(Some(notice.due_from)),
            text(&to.unit),
            time(to.seen_at),
            time(to.answered_at),
            maybe(to.answer.map(|answer| answer.as_str())),
            time(to.taken_over_at),
        ]
    })
    .collect()
}

/// In the order of [`LIABILITY`].
fn liability_row((municipality, line): (Option<String>, CaseLine)) -> Vec<FactValue> {
    let whole = |number: u64| FactValue::Count(i64::try_from(number).ok());
    vec![
        text(line.chain),
        number(line.notice),
        time(Some(line.notice_sent_at)),
        text(line.month),
        text(&line.ward),
        maybe(municipality),
        text(line.model),
        maybe(line.statutory_start_on),
        maybe(line.start_on),
        maybe(line.end_on),
        whole(line.days),
        line.amount_sek.map_or(FactValue::Count(None), whole),
        maybe(line.reason),
        text(line.status.as_str()),
        is(line.is_to_be_reconciled()),
        is(line.running),
    ]
}

#[cfg(test)]
mod tests {
    use brygga_domain::follow_up::testing::{chain, local};

    use super::*;

    fn of(table: FactTable, chain: &ChainFacts, column: &str) -> FactValue {
        let at = table.columns().iter().position(|(name, _)| *name == column).unwrap();
        let registry = Registry::default();
        table.rows(chain, &accounts(&registry, local("2026-12-01 00:00")))[0][at].clone()
    }

    #[test]
    fn every_row_has_a_value_of_its_kind_for_each_column() {
        let mut chain = chain(1, "2026-11-20 10:00", Some("2026-11-23 11:00"));
        chain.notices[0].to = vec![brygga_domain::follow_up::facts::NoticeTo {
            unit: chain.ward.clone(),
            seen_at: None,
            answered_at: None,
            answer: None,
            taken_over_at: None,
        }];
        for table in FactTable::ALL {
            let registry = Registry::default();
            for row in table.rows(&chain, &accounts(&registry, local("2026-12-01 00:00"))) {
                assert_eq!(row.len(), table.columns().len(), "{}", table.as_str());
                for (value, (name, kind)) in row.iter().zip(table.columns()) {
                    let fits = matches!(
                        (value, kind),
                        (FactValue::Text(_), Text)
                            | (FactValue::Bool(_), Bool)
                            | (FactValue::Count(_), Count)
                            | (FactValue::Time(_), Time)
                    );
                    assert!(fits, "{name}");
                }
            }
        }
        assert_eq!(of(FactTable::Chains, &chain, "month"), text("2026-11"));
        assert_eq!(of(FactTable::Chains, &chain, "stayed_v1"), is(true));
        assert_eq!(of(FactTable::Chains, &chain, "main_cause"), text("other"));
        assert_eq!(of(FactTable::Notices, &chain, "notice"), FactValue::Count(Some(1)));
        assert_eq!(of(FactTable::Liability, &chain, "counts_in"), text("2026-11"));
        assert_eq!(of(FactTable::Liability, &chain, "reason"), text("admission_notice_missing"));
    }

    /// Nobody finds a person by an export alone.
    #[test]
    fn no_column_names_a_person() {
        let names = FactTable::ALL.into_iter().flat_map(|table| table.columns());
        assert!(names.clone().all(|(name, _)| !name.contains("person") && !name.contains("name")));
    }

    #[test]
    fn every_column_is_documented() {
        let docs = include_str!("../../../../docs/follow-up.md");
        for (name, _) in FactTable::ALL.into_iter().flat_map(|table| table.columns()) {
            assert!(
                docs.contains(&format!("`{name}`")),
                "docs/follow-up.md does not tell of {name}"
            );
        }
    }
}
