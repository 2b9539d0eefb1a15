//! SIP: need, request, call, held.

use brygga_domain::care_chain::SipPlace;
use brygga_domain::care_chain::acts::{Act, AnswerSipNeed, CallSip, RecordSipHeld, RequestSip};

use super::super::fields::Fields;
use super::super::read::Read;
use super::{ActForm, nothing};

pub(super) const FORMS: &[ActForm] = &[
    ActForm::new("answer-sip-need", need_fields, read_need).replacing(|ctx, _| {
        ctx.chain().sip_needs.get(&ctx.actor().unit).map(|it| it.shown()).unwrap_or_default()
    }),
    ActForm::new("request-sip", nothing, |_| Some(RequestSip {}.into())),
    ActForm::new("call-sip", call_fields, read_call)
        .replacing(|ctx, _| ctx.chain().sip_called.shown()),
    ActForm::new("record-sip-held", held_fields, read_held),
];

fn places() -> Vec<&'static str> {
    SipPlace::ALL.iter().map(|place| place.as_str()).collect()
}

fn need_fields(f: &mut Fields<'_>) {
    f.radio("needed", "sip-need", &["yes", "no"], "");
    f.radio("place", "sip-place", &places(), "");
    f.help("help-sip-place");
    f.note_optional("reason");
    f.help("help-sip-reason");
}

fn read_need(r: &mut Read<'_>) -> Option<Act> {
    let words = ["yes", "no"];
    let needed = r.word("needed", |word| words.into_iter().find(|known| *known == word))? == "yes";
    let place = if needed { Some(r.word("place", SipPlace::parse)?) } else { None };
    let reason = if needed { None } else { Some(r.written("reason")) };
    Some(AnswerSipNeed { place, reason, shown: r.shown.clone() }.into())
}

fn call_fields(f: &mut Fields<'_>) {
    let meeting = f.ctx.chain().sip_called.settled().map(|head| head.value.meeting_at.instant);
    f.time("meeting", meeting, true);
    f.radio("place", "sip-place", &places(), "");
    let readers = f.readers();
    f.recipients("to", &readers, &readers);
    f.short_optional("venue", "");
    f.help("help-no-content");
}

fn read_call(r: &mut Read<'_>) -> Option<Act> {
    let meeting_at = r.time("meeting");
    let place = r.word("place", SipPlace::parse);
    let (to, venue) = (r.units("to"), r.optional("venue"));
    let shown = r.shown.clone();
    Some(CallSip { meeting_at: meeting_at?, place: place?, to, venue, shown }.into())
}

fn held_fields(f: &mut Fields<'_>) {
    f.time_now("held");
    let mut present = f.others();
    present.insert(0, f.ctx.actor().unit.clone());
    f.recipients("present", &present, &present);
}

fn read_held(r: &mut Read<'_>) -> Option<Act> {
    let held_at = r.time("held");
    let present = r.units("present");
    Some(RecordSipHeld { held_at: held_at?, present }.into())
}
