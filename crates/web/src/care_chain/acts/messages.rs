//! Messages, questions and what units say of them.

use brygga_domain::care_chain::MessageKind;
use brygga_domain::care_chain::acts::{
    Acknowledge, Act, AnswerQuestion, DeferAnswer, ForwardMessage, Release, Remind, SendMessage,
    TakeOver,
};
use brygga_domain::envelope::Compartment;
use brygga_domain::ids::{CommandId, EventId, HsaId};
use jiff::SignedDuration;

use super::super::fields::Fields;
use super::super::read::Read;
use super::ActForm;
use crate::views::NoteKind;

pub(super) const FORMS: &[ActForm] = &[
    ActForm::new("acknowledge", acknowledge_fields, read_acknowledge),
    ActForm::new("take-over", take_over_fields, read_take_over),
    ActForm::new("release", release_fields, read_release),
    ActForm::new("forward-message", forward_fields, read_forward),
    ActForm::new("send-message", message_fields, read_message),
    ActForm::new("answer-question", answer_fields, read_answer),
    ActForm::new("defer-answer", defer_fields, read_defer),
    ActForm::new("remind", remind_fields, read_remind),
];

/// The compartments that a message may stand in, by their word.
pub(crate) fn compartment(word: &str) -> Option<Compartment> {
    [Compartment::Coordination, Compartment::HealthCare, Compartment::SocialServices]
        .into_iter()
        .find(|it| it.as_str() == word)
}

fn acknowledge_fields(f: &mut Fields<'_>) {
    for message in f.ctx.chain().unseen(&f.ctx.actor().unit) {
        f.carry("message", message.id.to_hex());
    }
}

fn read_acknowledge(r: &mut Read<'_>) -> Option<Act> {
    let messages: Vec<EventId> =
        r.typed.all("message").filter_map(|text| EventId::parse(text).ok()).collect();
    if messages.is_empty() {
        r.wrong("message", "refused-already-done");
        return None;
    }
    Some(Acknowledge { messages }.into())
}

fn take_over_fields(f: &mut Fields<'_>) {
    f.carry_typed("message");
    f.carry_typed("what");
}

fn read_take_over(r: &mut Read<'_>) -> Option<Act> {
    let message = EventId::parse(r.typed.get("message")).ok();
    let what = r.typed.get("what").to_owned();
    if message.is_none() && what.is_empty() {
        r.wrong("what", "refused-not-standing");
        return None;
    }
    Some(TakeOver { what, message }.into())
}

fn release_fields(f: &mut Fields<'_>) {
    f.carry_typed("what");
    f.note("reason");
}

fn read_release(r: &mut Read<'_>) -> Option<Act> {
    let (what, reason) = (r.carried("what"), r.written("reason"));
    Some(Release { what, reason }.into())
}

fn forward_fields(f: &mut Fields<'_>) {
    f.carry_typed("message");
    let own = f.ctx.actor();
    let units: Vec<_> = f
        .ctx
        .chain()
        .active_parties()
        .filter(|party| party.organisation == own.organisation && party.unit != own.unit)
        .map(|party| party.unit.clone())
        .collect();
    f.unit("to", &units);
    f.help("help-forward");
}

fn read_forward(r: &mut Read<'_>) -> Option<Act> {
    let (message, to) = (r.event("message"), r.unit("to"));
    Some(ForwardMessage { message: message?, to: to? }.into())
}

fn message_fields(f: &mut Fields<'_>) {
    f.long("text");
    let readers = f.readers();
    f.recipients("to", &readers, &[]);
    let own = f.ctx.party_unit(&f.ctx.actor().unit);
    let words: Vec<&str> =
        own.iter().flat_map(|unit| unit.compartments()).map(|it| it.as_str()).collect();
    f.radio("compartment", "compartment", &words, "coordination");
    f.help("help-compartment");
    f.check("needs-answer", false);
    f.note_optional("ground");
    f.help("help-ground");
}

fn read_message(r: &mut Read<'_>) -> Option<Act> {
    let text = r.written("text");
    let to = r.units("to");
    if to.is_empty() {
        r.wrong("to", "refused-no-recipient");
    }
    let compartment = r.word("compartment", compartment);
    let asks = r.typed.on("needs-answer");
    let kind = if asks { MessageKind::Question } else { MessageKind::General };
    let ground = r.optional("ground");
    Some(SendMessage { kind, compartment: compartment?, to, text, ground }.into())
}

fn answer_fields(f: &mut Fields<'_>) {
    asked(f);
    f.long("text");
}

/// The question as it was asked, where this reader may see it.
fn asked(f: &mut Fields<'_>) {
    f.carry_typed("of");
    let of = CommandId::parse(f.typed.get("of")).ok();
    let question = f.ctx.chain().messages.iter().find(|message| Some(message.cmd) == of);
    if let Some(question) = question {
        let from = question.from.as_ref().map(|unit| f.ctx.unit(unit)).unwrap_or_default();
        f.say(NoteKind::Info, from, question.text.clone().unwrap_or_default());
    }
}

fn read_answer(r: &mut Read<'_>) -> Option<Act> {
    let (of, text) = (r.command("of"), r.written("text"));
    Some(AnswerQuestion { of: of?, text }.into())
}

fn defer_fields(f: &mut Fields<'_>) {
    asked(f);
    let later = f.ctx.now().checked_add(SignedDuration::from_hours(1)).ok();
    f.time("until", later, true);
}

fn read_defer(r: &mut Read<'_>) -> Option<Act> {
    let (of, until) = (r.command("of"), r.time("until"));
    Some(DeferAnswer { of: of?, until: until? }.into())
}

fn remind_fields(f: &mut Fields<'_>) {
    f.carry_typed("step");
    f.carry_typed("to");
}

fn read_remind(r: &mut Read<'_>) -> Option<Act> {
    // Both are carried by the link: there is nothing to fill in.
    let step = r.carried("step");
    let to = HsaId::parse(&r.carried("to")).ok()?;
    Some(Remind { step, to }.into())
}
