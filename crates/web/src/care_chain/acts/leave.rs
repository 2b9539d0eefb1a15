//! Permission: away from the ward, and back.

use brygga_domain::care_chain::LeaveRecorded;
use brygga_domain::care_chain::acts::{Act, RecordLeave};
use brygga_domain::ids::EventId;

use super::super::context::Context;
use super::super::fields::Fields;
use super::super::read::Read;
use super::ActForm;

pub(super) const FORMS: &[ActForm] =
    &[ActForm::new("record-leave", fields, read).replacing(|ctx, _| going_on(ctx).0)];

/// The leave that goes on: what is recorded is what becomes of it.
fn going_on<'a>(ctx: &'a Context<'_>) -> (Vec<EventId>, Option<&'a LeaveRecorded>) {
    let mut heads = ctx.chain().leaves.heads.iter();
    let open = heads.find(|head| head.value.back_at.is_none());
    (open.map(|head| head.id).into_iter().collect(), open.map(|head| &head.value))
}

fn fields(f: &mut Fields<'_>) {
    let open = going_on(f.ctx).1;
    let from = open.map(|leave| leave.from.instant);
    f.time("leave-from", from.or(Some(f.ctx.now())), true);
    f.time("expected-back", open.map(|leave| leave.expected_back.instant), true);
    f.time("back", open.map(|_| f.ctx.now()), false);
    f.help("help-leave");
}

fn read(r: &mut Read<'_>) -> Option<Act> {
    let (from, expected_back) = (r.time("leave-from"), r.time("expected-back"));
    let back_at = r.time_optional("back");
    let shown = r.shown.clone();
    Some(RecordLeave { from: from?, expected_back: expected_back?, back_at, shown }.into())
}
