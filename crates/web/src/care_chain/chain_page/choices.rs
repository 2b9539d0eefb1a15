//! "Välj": each value of a dispute as the act that makes it the only one. The act replaces every
//! head that was shown (M2), goes through the same door as its form, and is confirmed where it has
//! legal effect.

use brygga_domain::calendar::to_local;
use brygga_domain::care_chain::{CareChain, Readiness, Ready, ReadyAnswer, Standing};
use brygga_domain::ids::{EventId, HsaId};
use brygga_domain::moment::Moment;

use super::super::act_page::button;
use super::super::context::Context;
use crate::views::ButtonForm;

/// An act's word and the fields of its form.
type Choice = (&'static str, Vec<(&'static str, String)>);

/// The button that lets this value hold; none where it is for somebody else to say.
pub(super) fn choose(ctx: &Context<'_>, name: &str, id: EventId) -> Option<ButtonForm> {
    let (word, fields) = choice(ctx, name, id)?;
    let label = ctx.t().text("conflict-choose").into_owned();
    button(ctx, word, label, "check", &fields)
}

/// "Gäller fortfarande": a yes that was preliminary or answered a notice that was taken back, said
/// again of the notice that stands (definitions 4, M4).
pub(super) fn still_holds(ctx: &Context<'_>) -> Option<ButtonForm> {
    let chain = ctx.chain();
    let own = &ctx.actor().unit;
    let Standing::Ready(ready, _) = chain.standing_ready() else { return None };
    let asked = |readiness| matches!(readiness, Readiness::Dormant | Readiness::Preliminary(_));
    let (word, answer) = if asked(chain.municipality_readiness(own)) {
        let register = chain.municipality_ready.get(own)?;
        ("answer-municipality-ready", &register.settled()?.value.answer)
    } else if asked(chain.outpatient_readiness(own)) {
        let register = chain.outpatient_ready.get(own)?;
        ("answer-outpatient-ready", &register.settled()?.value.answer)
    } else {
        return None;
    };
    let label = ctx.t().text("still-holds").into_owned();
    button(ctx, word, label, "check", &answered(Some(ready.id), answer))
}

fn choice(ctx: &Context<'_>, name: &str, id: EventId) -> Option<Choice> {
    let chain = ctx.chain();
    let own = &ctx.actor().unit;
    match name {
        "estimate" => {
            let head = chain.estimate.heads.iter().find(|head| head.id == id)?;
            let mut fields = Vec::new();
            time(&mut fields, ["estimate-date", "estimate-time"], Some(&head.value));
            Some(("change-estimate", fields))
        }
        "ready" => ready(chain, id),
        "care-contact" => {
            let head = chain.care_contact.heads.iter().find(|head| head.id == id)?;
            let fields = vec![
                ("name", head.value.name.clone()),
                ("phone", head.value.phone.clone().unwrap_or_default()),
            ];
            // Each unit names its own.
            (head.value.unit == *own).then_some(("name-care-contact", fields))
        }
        "sip-called" => {
            let called = &chain.sip_called.heads.iter().find(|head| head.id == id)?.value;
            let mut fields = vec![("place", called.place.as_str().to_owned())];
            time(&mut fields, ["meeting-date", "meeting-time"], Some(&called.meeting_at));
            units(&mut fields, "to", &called.to, own);
            fields.push(("venue", called.venue.clone().unwrap_or_default()));
            Some(("call-sip", fields))
        }
        "discharged" => {
            let left = &chain.discharged.heads.iter().find(|head| head.id == id)?.value;
            let mut fields = vec![
                ("destination", left.destination.as_str().to_owned()),
                ("despite", left.despite.clone().unwrap_or_default()),
            ];
            time(&mut fields, ["left-date", "left-time"], Some(&left.left_at));
            if left.municipality_contacted {
                fields.push(("municipality-contacted", "yes".to_owned()));
            }
            Some(("discharge", fields))
        }
        "consent" => {
            let consent = &chain.consent.heads.iter().find(|head| head.id == id)?.value;
            let mut fields = vec![
                ("consent", consent.value.as_str().to_owned()),
                ("form", consent.form.clone()),
                ("note", consent.note.clone().unwrap_or_default()),
            ];
            time(&mut fields, ["valid-to-date", "valid-to-time"], consent.valid_to.as_ref());
            fields.extend(consent.scope.iter().map(|scope| ("scope", scope.clone())));
            Some(("record-consent", fields))
        }
        "checklist" => {
            let heads = chain.checklist.values().flat_map(|register| &register.heads);
            let set = &heads.into_iter().find(|head| head.id == id)?.value;
            let mut fields = vec![
                ("item", set.item.as_str().to_owned()),
                ("state", set.state.as_str().to_owned()),
                ("note", set.note.clone().unwrap_or_default()),
                ("unit", set.unit.as_ref().map(HsaId::to_string).unwrap_or_default()),
            ];
            fields.extend(set.marks.iter().map(|mark| ("marks", mark.clone())));
            Some(("set-checklist-item", fields))
        }
        "municipality-ready" => {
            let heads = &chain.municipality_ready.get(own)?.heads;
            let said = &heads.iter().find(|head| head.id == id)?.value;
            Some(("answer-municipality-ready", answered(said.of, &said.answer)))
        }
        "outpatient-ready" => {
            let heads = &chain.outpatient_ready.get(own)?.heads;
            let said = &heads.iter().find(|head| head.id == id)?.value;
            Some(("answer-outpatient-ready", answered(said.of, &said.answer)))
        }
        "answer" => {
            let said = &chain.answers.get(own)?.heads.iter().find(|head| head.id == id)?.value;
            let notices = chain.notices.iter().rev();
            let of = notices.into_iter().find(|notice| notice.value.to.contains(own))?.id;
            Some(("answer-notice", vec![("of", of.to_hex()), ("answer", said.as_str().to_owned())]))
        }
        "ward" => {
            let (ward, place) = &chain.ward.heads.iter().find(|head| head.id == id)?.value;
            let mut fields =
                vec![("ward", ward.to_string()), ("place", place.clone().unwrap_or_default())];
            time(&mut fields, ["at-date", "at-time"], Some(&Moment::from_instant(ctx.now())));
            Some(("move-ward", fields))
        }
        _ => None,
    }
}

/// The notice is given again as it was, or taken back (M3).
fn ready(chain: &CareChain, id: EventId) -> Option<Choice> {
    let heads = &chain.ready.heads;
    match &heads.iter().find(|head| head.id == id)?.value {
        Ready::Declared(declared) => {
            let mut fields = vec![("physician", declared.physician.clone())];
            time(&mut fields, ["judged-date", "judged-time"], Some(&declared.judged_at));
            let departure = declared.planned_departure.as_ref();
            time(&mut fields, ["departure-date", "departure-time"], departure);
            fields.extend(declared.to.iter().map(|unit| ("to", unit.to_string())));
            if declared.outpatient_needed {
                fields.push(("outpatient-needed", "yes".to_owned()));
            }
            let secrecy = if declared.secrecy_hinders { "yes" } else { "no" };
            fields.push(("secrecy", secrecy.to_owned()));
            Some(("declare-ready", fields))
        }
        Ready::Withdrawn(withdrawn) => {
            let declared = heads.iter().find(|head| matches!(head.value, Ready::Declared(_)))?;
            let fields = vec![("of", declared.id.to_hex()), ("reason", withdrawn.reason.clone())];
            Some(("withdraw-ready", fields))
        }
    }
}

fn answered(of: Option<EventId>, answer: &ReadyAnswer) -> Vec<(&'static str, String)> {
    let mut fields = vec![("of", of.map(EventId::to_hex).unwrap_or_default())];
    match answer {
        ReadyAnswer::Yes { from } => {
            fields.push(("answer", "yes".to_owned()));
            time(&mut fields, ["from-date", "from-time"], Some(from));
        }
        ReadyAnswer::No { because } => {
            fields.push(("answer", "no".to_owned()));
            fields.push(("because", because.clone()));
        }
        ReadyAnswer::NotMedicallyReady { because } => {
            fields.push(("answer", "not-medically-ready".to_owned()));
            fields.push(("because", because.clone()));
        }
    }
    fields
}

fn time(
    fields: &mut Vec<(&'static str, String)>,
    [date, time]: [&'static str; 2],
    at: Option<&Moment>,
) {
    let Some(at) = at else { return };
    let local = to_local(at.instant);
    fields.push((date, local.strftime("%Y-%m-%d").to_string()));
    fields.push((time, local.strftime("%H:%M").to_string()));
}

fn units(
    fields: &mut Vec<(&'static str, String)>,
    name: &'static str,
    units: &[HsaId],
    own: &HsaId,
) {
    let others = units.iter().filter(|unit| *unit != own);
    fields.extend(others.map(|unit| (name, unit.to_string())));
}
