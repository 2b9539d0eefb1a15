//! Utskrivningsklar, kommunklar, öppenvårdsklar.

use brygga_domain::care_chain::acts::{
    Act, AnswerMunicipalityReady, AnswerOutpatientReady, DeclareReady, NotifyReady, WithdrawReady,
};
use brygga_domain::care_chain::{Ready, ReadyAnswer, Standing};
use brygga_domain::ids::{EventId, HsaId};

use super::super::context::Context;
use super::super::fields::Fields;
use super::super::read::Read;
use super::ActForm;
use crate::views::NoteKind;

pub(super) const FORMS: &[ActForm] = &[
    ActForm::new("declare-ready", declare_fields, read_declare).replacing(|ctx, _| {
        let mut shown = ctx.chain().ready.shown();
        shown.extend(ctx.chain().estimate.shown());
        shown
    }),
    ActForm::new("notify-ready", notify_fields, read_notify)
        .about(|ctx| standing(ctx).into_iter().collect())
        .naming_target(),
    ActForm::new("withdraw-ready", withdraw_fields, read_withdraw)
        .replacing(|ctx, _| ctx.chain().ready.shown())
        .naming_target(),
    ActForm::new("answer-municipality-ready", answer_fields, read_municipality)
        .replacing(|ctx, _| {
            let own = ctx.chain().municipality_ready.get(&ctx.actor().unit);
            own.map(|register| register.shown()).unwrap_or_default()
        })
        .about(|ctx| standing(ctx).into_iter().collect())
        .naming_target(),
    ActForm::new("answer-outpatient-ready", answer_fields, read_outpatient)
        .replacing(|ctx, _| {
            let own = ctx.chain().outpatient_ready.get(&ctx.actor().unit);
            own.map(|register| register.shown()).unwrap_or_default()
        })
        .about(|ctx| standing(ctx).into_iter().collect())
        .naming_target(),
];

const ANSWERS: [&str; 3] = ["yes", "no", "not-medically-ready"];

fn standing(ctx: &Context<'_>) -> Option<EventId> {
    ctx.chain().standing_ready_id()
}

fn declare_fields(f: &mut Fields<'_>) {
    f.short("physician", "");
    f.time_now("judged");
    let estimate = f.ctx.chain().estimate.settled().map(|head| head.value.instant);
    let ahead = estimate.filter(|at| *at > f.ctx.now());
    f.time("departure", ahead, false);
    let t = f.ctx.t();
    if f.ctx.chain().protected {
        // Nobody reads it, so nobody is offered to be told.
        let (lead, text) = (t.text("protected-name"), t.text("protected-direct-contact"));
        f.say(NoteKind::Crit, lead, text);
    } else {
        let readers = f.readers();
        f.recipients("to", &readers, &readers);
    }
    f.check("outpatient-needed", true);
    f.secrecy();
}

fn read_declare(r: &mut Read<'_>) -> Option<Act> {
    let physician = r.written("physician");
    let judged_at = r.time("judged");
    let planned_departure = r.time_optional("departure");
    let secrecy_hinders = r.secrecy();
    let act = DeclareReady {
        physician,
        judged_at: judged_at?,
        planned_departure,
        to: r.units("to"),
        secrecy_hinders: secrecy_hinders?,
        outpatient_needed: r.typed.on("outpatient-needed"),
        shown: r.shown.clone(),
    };
    Some(act.into())
}

/// Units that the ready notice that stands has not reached (definitions 7).
pub(crate) fn untold(ctx: &Context<'_>) -> Vec<HsaId> {
    let chain = ctx.chain();
    let Standing::Ready(_, declared) = chain.standing_ready() else { return Vec::new() };
    let own = &ctx.actor().unit;
    chain
        .active_parties()
        .filter(|party| party.unit != *own && !declared.secrecy_hinders)
        .filter(|party| chain.notified_at(&party.unit).is_none())
        .filter(|party| !chain.stops_reading(&party.unit))
        .map(|party| party.unit.clone())
        .collect()
}

fn notify_fields(f: &mut Fields<'_>) {
    let of = standing(f.ctx).map(EventId::to_hex).unwrap_or_default();
    let of = Some(f.typed.get("of").to_owned()).filter(|typed| !typed.is_empty()).unwrap_or(of);
    f.carry("of", of);
    let units = untold(f.ctx);
    if units.is_empty() {
        let t = f.ctx.t();
        f.say(NoteKind::Info, t.text("notify-nobody"), t.text("notify-nobody-text"));
    } else {
        f.recipients("to", &units, &units);
        f.help("help-notify");
    }
}

fn read_notify(r: &mut Read<'_>) -> Option<Act> {
    let of = r.event("of");
    let to = r.units("to");
    if untold(r.ctx).is_empty() {
        r.wrong("", "refused-already-done");
    } else if to.is_empty() {
        r.wrong("to", "refused-no-recipient");
    }
    Some(NotifyReady { of: of?, to }.into())
}

fn withdraw_fields(f: &mut Fields<'_>) {
    let heads = &f.ctx.chain().ready.heads;
    let declared = heads.iter().find(|head| matches!(head.value, Ready::Declared(_)));
    let of = declared.map(|head| head.id.to_hex()).unwrap_or_default();
    let of = Some(f.typed.get("of").to_owned()).filter(|typed| !typed.is_empty()).unwrap_or(of);
    f.carry("of", of);
    f.note("reason");
    f.help("help-no-content");
}

fn read_withdraw(r: &mut Read<'_>) -> Option<Act> {
    let (of, reason) = (r.event("of"), r.written("reason"));
    Some(WithdrawReady { of: of?, reason, shown: r.shown.clone() }.into())
}

fn answer_fields(f: &mut Fields<'_>) {
    // Which notice is answered: the one that was shown, whatever stands when the answer arrives.
    let of = standing(f.ctx).map(EventId::to_hex).unwrap_or_default();
    let of = Some(f.typed.get("of").to_owned()).filter(|typed| !typed.is_empty()).unwrap_or(of);
    if of.is_empty() {
        let t = f.ctx.t();
        f.say(NoteKind::Info, t.text("preliminary"), t.text("preliminary-text"));
    }
    f.carry("of", of);
    f.radio("answer", "ready-answer", &ANSWERS, "");
    f.time("from", Some(f.ctx.now()), false);
    f.help("help-from");
    f.note_optional("because");
    f.help("help-because");
}

fn read_answer(r: &mut Read<'_>) -> Option<(Option<EventId>, ReadyAnswer)> {
    let of = EventId::parse(r.typed.get("of")).ok();
    let word = r.word("answer", |word| ANSWERS.into_iter().find(|known| *known == word))?;
    let answer = match word {
        "yes" => ReadyAnswer::Yes { from: r.time("from")? },
        "no" => ReadyAnswer::No { because: r.written("because") },
        _ => ReadyAnswer::NotMedicallyReady { because: r.written("because") },
    };
    Some((of, answer))
}

fn read_municipality(r: &mut Read<'_>) -> Option<Act> {
    let (of, answer) = read_answer(r)?;
    let despite = r.optional("despite");
    Some(AnswerMunicipalityReady { of, answer, despite, shown: r.shown.clone() }.into())
}

fn read_outpatient(r: &mut Read<'_>) -> Option<Act> {
    let (of, answer) = read_answer(r)?;
    Some(AnswerOutpatientReady { of, answer, shown: r.shown.clone() }.into())
}
