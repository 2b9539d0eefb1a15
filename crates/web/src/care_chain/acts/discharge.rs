//! Going home and what follows; the other ends.

use brygga_domain::care_chain::acts::{
    Act, CloseChain, ConfirmDeceased, Discharge, InformPatient, RecordDeceased, RecordFollowUp,
    SendDischargeInformation,
};
use brygga_domain::care_chain::{Destination, DischargeInformationDetailed, EndReason};
use brygga_domain::ids::EventId;

use super::super::context::Context;
use super::super::fields::Fields;
use super::super::read::Read;
use super::ActForm;

pub(super) const FORMS: &[ActForm] = &[
    ActForm::new("discharge", discharge_fields, read_discharge)
        .replacing(|ctx, _| ctx.chain().discharged.shown())
        .about(rests_on)
        .naming_target(),
    ActForm::new("send-discharge-information", information_fields, read_information),
    ActForm::new("inform-patient", inform_fields, read_inform),
    ActForm::new("record-follow-up", follow_up_fields, read_follow_up),
    ActForm::new("close-chain", close_fields, read_close),
    ActForm::new("record-deceased", deceased_fields, read_deceased),
    ActForm::new("confirm-deceased", confirm_fields, read_confirm),
];

/// A discharge rests on the ready notice and on what the municipality has answered to it (M5).
fn rests_on(ctx: &Context<'_>) -> Vec<EventId> {
    let chain = ctx.chain();
    let answers = chain.municipality_ready.values().flat_map(|register| register.shown());
    chain.standing_ready_id().into_iter().chain(answers).collect()
}

fn discharge_fields(f: &mut Fields<'_>) {
    let of = f.ctx.chain().standing_ready_id().map(|id| id.to_hex()).unwrap_or_default();
    let of = Some(f.typed.get("of").to_owned()).filter(|typed| !typed.is_empty()).unwrap_or(of);
    f.carry("of", of);
    f.time_now("left");
    let words: Vec<&str> = Destination::ALL.iter().map(|it| it.as_str()).collect();
    f.radio("destination", "destination", &words, "home");
}

fn read_discharge(r: &mut Read<'_>) -> Option<Act> {
    let left_at = r.time("left");
    let destination = r.word("destination", Destination::parse);
    let act = Discharge {
        left_at: left_at?,
        destination: destination?,
        despite: r.optional("despite"),
        municipality_contacted: r.typed.on("municipality-contacted"),
        shown: r.shown.clone(),
    };
    Some(act.into())
}

fn information_fields(f: &mut Fields<'_>) {
    let readers = f.readers();
    f.recipients("to", &readers, &readers);
    f.help("help-information");
    f.long("summary");
    f.help("help-not-hindered");
    f.long("follow-up");
    f.help("help-not-hindered");
    f.long_optional("risks");
    f.secrecy();
}

fn read_information(r: &mut Read<'_>) -> Option<Act> {
    let secrecy = r.secrecy();
    let to = r.units("to");
    if secrecy == Some(true) {
        return Some(SendDischargeInformation { to, secrecy_hinders: true, details: None }.into());
    }
    if to.is_empty() {
        r.wrong("to", "refused-no-recipient");
    }
    let details = DischargeInformationDetailed {
        summary: r.written("summary"),
        follow_up: r.written("follow-up"),
        risks: r.optional("risks"),
    };
    let (secrecy_hinders, details) = (secrecy?, Some(details));
    Some(SendDischargeInformation { to, secrecy_hinders, details }.into())
}

fn inform_fields(f: &mut Fields<'_>) {
    f.check("in-writing", true);
    f.short_optional("next-of-kin", "");
}

fn read_inform(r: &mut Read<'_>) -> Option<Act> {
    let (in_writing, next_of_kin) = (r.typed.on("in-writing"), r.optional("next-of-kin"));
    Some(InformPatient { in_writing, next_of_kin }.into())
}

fn follow_up_fields(f: &mut Fields<'_>) {
    f.time_now("at");
    f.check("as-planned", true);
}

fn read_follow_up(r: &mut Read<'_>) -> Option<Act> {
    let at = r.time("at");
    Some(RecordFollowUp { at: at?, as_planned: r.typed.on("as-planned") }.into())
}

fn close_fields(f: &mut Fields<'_>) {
    let words: Vec<&str> = EndReason::ALL.iter().map(|it| it.as_str()).collect();
    f.radio("reason", "end-reason", &words, "");
}

fn read_close(r: &mut Read<'_>) -> Option<Act> {
    let reason = r.word("reason", EndReason::parse);
    Some(CloseChain { reason: reason? }.into())
}

fn deceased_fields(f: &mut Fields<'_>) {
    // The feed says when: a draft that a person confirms.
    match f.ctx.died {
        Some(at) => f.time("at", Some(at), true),
        None => f.time_now("at"),
    }
}

fn read_deceased(r: &mut Read<'_>) -> Option<Act> {
    let at = r.time("at");
    Some(RecordDeceased { at: at? }.into())
}

fn confirm_fields(f: &mut Fields<'_>) {
    let of = f.ctx.chain().deceased.as_ref().map(|head| head.id.to_hex()).unwrap_or_default();
    f.carry("of", of);
}

fn read_confirm(r: &mut Read<'_>) -> Option<Act> {
    let of = r.event("of");
    Some(ConfirmDeceased { of: of? }.into())
}
