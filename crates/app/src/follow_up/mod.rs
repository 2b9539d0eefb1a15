//! Use cases of follow-up: figures from the fact table, which is written with the events.

mod capacity;
mod capacity_files;
mod fact_tables;
mod files;
mod lead_time_files;
mod lead_times;
mod liability;
mod liability_cases;
mod liability_files;
mod months;
mod read;
mod rows;
mod snapshots;
mod weekend_cases;
mod weekend_stays;

pub use capacity::{AskedCapacity, capacity, count_capacity};
pub use capacity_files::capacity_csv;
pub use fact_tables::{FactKind, FactTable, FactValue, export_facts};
pub use files::stays_csv;
pub use lead_time_files::{compliance_csv, lead_times_csv, measure_csv};
pub use lead_times::{AskedTimes, ReadTimes, count_lead_times, count_measure, lead_times};
pub use liability::{Lines, count_liability, invoice_basis, is_party_to_all, liability, try_terms};
pub use liability_cases::{ExplainedCase, LiabilityCase, liability_case, liability_cases};
pub use liability_files::{compared_csv, invoice_csv, liability_cases_csv, liability_csv};
pub(crate) use months::Months;
pub(crate) use rows::change;
pub use rows::{facts_of, row_of};
pub use snapshots::{
    AskedSnapshot, InWords, PublicReport, Snapshot, public_report, read_snapshot, snapshots,
    take_snapshot,
};
pub use weekend_cases::{MOST_CASES, WeekendCase, weekend_cases};
pub use weekend_stays::{
    AskedStays, ReadStays, count_weekend_stays, county_municipalities, county_wards, weekend_stays,
    weekend_stays_scope,
};
