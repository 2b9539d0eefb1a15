//! Times of a row that cannot have come in the order that they say.

use brygga_domain::moment::Moment;

use super::row::{ChainRow, Ended};

/// Every fault, by its column. An answer after `discharged_at` is none: it was registered late.
pub(super) fn faults(row: &ChainRow) -> Vec<(&'static str, &'static str)> {
    let mut faults = before_admission(row);
    faults.extend(of_notices(row));
    faults.extend(after_the_end(row));
    faults
}

fn before_admission(row: &ChainRow) -> Vec<(&'static str, &'static str)> {
    let is_before = |at: &Moment| at.instant < row.admitted_at.instant;
    let columns = [
        ("admission_notice_at", row.admission_notice_at.as_ref()),
        ("municipality_ready_at", row.municipality_ready_at.as_ref()),
        ("sip_called_at", row.sip_called_at.as_ref()),
        ("primary_care_ready_at", row.outpatient_ready_at.as_ref()),
        ("discharge_ready_at", row.ready.iter().map(|it| &it.sent_at).find(|it| is_before(it))),
        ("discharged_at", row.ended.as_ref().and_then(Ended::at)),
    ];
    let before = columns.into_iter().filter(|(_, at)| at.is_some_and(is_before));
    before.map(|(column, _)| (column, "is before admitted_at")).collect()
}

/// Each notice stands until its withdrawal, and the next one comes after that.
fn of_notices(row: &ChainRow) -> Vec<(&'static str, &'static str)> {
    let mut faults = Vec::new();
    let mut withdrawn = None;
    for notice in &row.ready {
        if withdrawn.is_some_and(|at| notice.sent_at.instant < at) {
            faults.push(("discharge_ready_at", "is before the withdrawal of the notice before"));
        }
        withdrawn = notice.withdrawn_at.as_ref().map(|at| at.instant);
        if withdrawn.is_some_and(|at| at < notice.sent_at.instant) {
            faults.push(("ready_withdrawn_at", "is before its ready notice"));
        }
    }
    faults
}

fn after_the_end(row: &ChainRow) -> Vec<(&'static str, &'static str)> {
    let end = match &row.ended {
        Some(Ended::Cancelled(_)) | None => return Vec::new(),
        Some(ended) => ended.at(),
    };
    let is_after = |at: &Moment| end.is_some_and(|end| at.instant > end.instant);
    let withdrawn = || row.ready.iter().filter_map(|notice| notice.withdrawn_at.as_ref());
    let columns = [
        ("discharge_ready_at", row.ready.iter().any(|notice| is_after(&notice.sent_at))),
        ("ready_withdrawn_at", withdrawn().any(is_after)),
        ("admission_notice_at", row.admission_notice_at.as_ref().is_some_and(is_after)),
    ];
    let after = columns.into_iter().filter(|(_, is)| *is);
    after.map(|(column, _)| (column, "is after discharged_at")).collect()
}
