//! Starting a case, the admission notice and its answers, the care request.

use brygga_domain::calendar::local_date;
use brygga_domain::care_chain::acts::{
    Act, AnswerNotice, Notice, SendAdmissionNotice, SendCareRequest, StartChain,
};
use brygga_domain::care_chain::{
    AdmissionNoticeDetailed, CareRequestSent, ConsentRecorded, ConsentValue, Identity, NoticeAnswer,
};
use brygga_domain::identification::{IdentifierError, PersonIdentifier};
use brygga_domain::ids::HsaId;
use brygga_domain::registry::{Branch, TestIdentities};

use super::super::context::{Context, party_unit};
use super::super::fields::Fields;
use super::super::read::Read;
use super::super::typed::Typed;
use super::ActForm;
use crate::labels;
use crate::views::NoteKind;

pub(super) const FORMS: &[ActForm] = &[
    ActForm::new("start-chain", start_fields, read_start),
    ActForm::new("send-admission-notice", notice_fields_of_chain, read_notice_of_chain)
        .replacing(|ctx, _| ctx.chain().estimate.shown()),
    ActForm::new("answer-notice", answer_fields, read_answer).replacing(|ctx, _| {
        ctx.chain().answers.get(&ctx.actor().unit).map(|it| it.shown()).unwrap_or_default()
    }),
    ActForm::new("send-care-request", request_fields, read_request),
];

/// The field of the recipients.
const TO: &str = "to";
/// The button that suggests them anew.
pub(in super::super) const RECIPIENTS: &str = "recipients";
/// Words of the risks of part 2.
const RISKS: [&str; 3] = ["fall", "pressure-ulcer", "nutrition"];

/// The identity number as it was typed; one that the feed sent may belong to another system.
pub(crate) fn identifier(
    ctx: &Context<'_>,
    typed: &Typed,
) -> Result<PersonIdentifier, IdentifierError> {
    let text = typed.get("identity");
    let on = local_date(ctx.now());
    let found = match &ctx.stay {
        Some(stay) if stay.identifier == text.trim() => {
            PersonIdentifier::parse_with_system(&stay.identifier_system, text, on)?
        }
        _ => match ctx.chain().shown_identity().map(|known| &known.identifier) {
            // Of a care request: the number may belong to another system too.
            Some(known) if known.value() == text.trim() => known.clone(),
            _ => PersonIdentifier::parse(text, on)?,
        },
    };
    match ctx.today().county_data().test_identities {
        TestIdentities::Mark => Ok(found),
        TestIdentities::Refuse => found.refuse_test_number(),
    }
}

fn person_fields(f: &mut Fields<'_>) {
    let stay = f.ctx.stay.as_ref();
    // Who was sent in with a care request is who is admitted.
    let (number, family, given) = match (stay, f.ctx.chain().shown_identity()) {
        (Some(stay), _) => (stay.identifier.as_str(), stay.family.as_str(), stay.given.as_str()),
        (None, Some(it)) => (it.identifier.value(), it.family.as_str(), it.given.as_str()),
        (None, None) => ("", "", ""),
    };
    f.short("identity", number);
    f.help("help-identity");
    f.short("family", family);
    f.short("given", given);
    let today = f.ctx.today();
    let municipalities = today
        .municipalities()
        .filter_map(|it| Some((it.municipality_code.clone()?, it.name.clone())))
        .collect();
    let asked = f.ctx.chain();
    let code = stay.and_then(|stay| stay.municipality.as_ref()).or(asked.municipality.as_ref());
    f.select("municipality", municipalities, code.map_or("", String::as_str));
    if let Some(field) = f.fields.last_mut() {
        field.required = false;
    }
    f.short_optional("area", asked.area.as_deref().unwrap_or_default());
}

fn start_fields(f: &mut Fields<'_>) {
    f.carry_typed("stay");
    person_fields(f);
    let stay = f.ctx.stay.as_ref();
    let place = stay.and_then(|stay| stay.place.clone()).unwrap_or_default();
    let address = stay.and_then(|stay| stay.address.clone()).unwrap_or_default();
    let admitted = stay.and_then(|stay| stay.admitted_at).unwrap_or(f.ctx.now());
    f.short_optional("address", &address);
    f.short_optional("place", &place);
    f.time("admitted", Some(admitted), true);
    // Fails closed: who is protected in another chain is so here until somebody says otherwise.
    f.check("protected", f.ctx.stay_protected);
    f.help("help-protected");
    f.radio("consent", "consent-value", &consent_words(), "not-asked");
    f.boxes("scope", "consent-scope", &["sip", "sharing"], &["sip", "sharing"]);
    f.radio("form", "consent-form", &["oral", "written"], "oral");
    f.note_optional("consent-note");
    notice_fields(f);
}

fn consent_words() -> Vec<&'static str> {
    ConsentValue::ALL.iter().map(|value| value.as_str()).collect()
}

fn code_of(ctx: &Context<'_>, typed: &Typed) -> String {
    let chosen = typed.get("municipality");
    if !chosen.is_empty() {
        return chosen.to_owned();
    }
    let stay = ctx.stay.as_ref().and_then(|stay| stay.municipality.clone());
    stay.or_else(|| ctx.chain().municipality.clone()).unwrap_or_default()
}

/// Who is suggested: whoever the registry routes the place to (definitions 2). A suggestion only.
fn suggested(ctx: &Context<'_>, typed: &Typed) -> Vec<HsaId> {
    let area = Some(typed.get("area").trim()).filter(|area| !area.is_empty());
    let area = area.map(str::to_owned).or_else(|| ctx.chain().area.clone());
    let units = ctx.today().recipients_for(&code_of(ctx, typed), area.as_deref());
    units.into_iter().map(|unit| unit.id.clone()).collect()
}

/// The same form with the recipients that are suggested for the municipality and the area that stand
/// in it now.
pub(in super::super) fn suggest_recipients(ctx: &Context<'_>, typed: &mut Typed) {
    typed.forget(TO);
    for unit in suggested(ctx, typed) {
        typed.add(TO, unit.as_str());
    }
}

fn notice_fields(f: &mut Fields<'_>) {
    let suggested = suggested(f.ctx, f.typed);
    let mut units = suggested.clone();
    let today = f.ctx.today();
    let can_receive = today
        .organisations()
        .flat_map(|organisation| today.units_of_organisation(&organisation.id))
        .filter(|unit| {
            unit.branch != Branch::Inpatient
                && !unit.kind.is_supplier()
                && unit.kind != brygga_domain::registry::UnitKind::Administration
        });
    for unit in can_receive {
        if !units.contains(&unit.id) {
            units.push(unit.id.clone());
        }
    }
    f.recipients(TO, &units, &suggested);
    f.help("help-recipients");
    f.renew(RECIPIENTS, "suggest-recipients");
    f.short("judged-by", "");
    f.time_now("judged");
    f.check("judged-at-admission", true);
    f.time("estimate", None, true);
    f.secrecy();
    let today = f.ctx.today();
    let phone = today.unit(&f.ctx.actor().unit).and_then(|unit| unit.phone.clone());
    f.short_optional("phone", &phone.unwrap_or_default());
    let t = f.ctx.t();
    f.say(NoteKind::Info, t.text("part-two"), t.text("part-two-text"));
    f.long_optional("reason");
    f.boxes("risks", "risk", &RISKS, &[]);
    f.short_optional("infection", "");
    f.note_optional("limits");
    f.short_optional("interpreter", "");
    f.short_optional("next-of-kin", "");
}

fn identity(r: &mut Read<'_>) -> Option<Identity> {
    let found = identifier(r.ctx, r.typed);
    if let Err(error) = &found {
        let text = labels::word(r.ctx.t(), "id-error", error.code());
        r.errors.add("identity", text);
    }
    let (family, given) = (r.written("family"), r.written("given"));
    Some(Identity { person: r.ctx.person?, identifier: found.ok()?, given, family })
}

fn read_notice(r: &mut Read<'_>) -> Option<Notice> {
    let secrecy = r.secrecy();
    let to = r.parties("to");
    if to.is_empty() && secrecy != Some(true) {
        r.wrong("to", "refused-no-recipient");
    }
    let judged_by = r.written("judged-by");
    let judged_at = r.time("judged");
    let estimate = r.time("estimate");
    let details = r.optional("reason").map(|reason| AdmissionNoticeDetailed {
        reason,
        risks: r.typed.all("risks").filter(|it| RISKS.contains(it)).map(str::to_owned).collect(),
        infection: r.optional("infection"),
        limits: r.optional("limits"),
        interpreter: r.optional("interpreter"),
        next_of_kin: r.optional("next-of-kin"),
    });
    Some(Notice {
        to,
        judged_by,
        judged_at: judged_at?,
        judged_at_admission: r.typed.on("judged-at-admission"),
        estimated_discharge: estimate?,
        secrecy_hinders: secrecy?,
        phone: r.optional("phone"),
        details,
    })
}

fn read_start(r: &mut Read<'_>) -> Option<Act> {
    let identity = identity(r);
    let admitted_at = r.time("admitted");
    let protected = r.typed.on("protected");
    let value = r.word("consent", ConsentValue::parse);
    let consent =
        value.filter(|value| *value != ConsentValue::NotAsked).map(|value| ConsentRecorded {
            value,
            scope: r.typed.all("scope").map(str::to_owned).collect(),
            form: r.typed.get("form").to_owned(),
            valid_to: None,
            note: r.optional("consent-note"),
        });
    let notice = if protected { None } else { Some(read_notice(r)) };
    let ward = r.ctx.party_unit(&r.ctx.actor().unit)?;
    let notice = match notice {
        Some(notice) => Some(notice?),
        None => None,
    };
    let start = StartChain {
        identity: identity?,
        address: r.optional("address"),
        municipality: r.optional("municipality"),
        area: r.optional("area"),
        place: r.optional("place"),
        admitted_at: admitted_at?,
        protected,
        ward,
        consent,
        notice,
    };
    Some(start.into())
}

fn notice_fields_of_chain(f: &mut Fields<'_>) {
    notice_fields(f);
    if !f.ctx.chain().notices.is_empty() {
        f.check("corrects", false);
    }
}

fn read_notice_of_chain(r: &mut Read<'_>) -> Option<Act> {
    let notice = read_notice(r)?;
    let all = &r.ctx.chain().notices;
    let corrects =
        if r.typed.on("corrects") { all.iter().map(|head| head.id).collect() } else { Vec::new() };
    Some(SendAdmissionNotice { notice, corrects, shown: r.shown.clone() }.into())
}

fn answer_fields(f: &mut Fields<'_>) {
    let own = &f.ctx.actor().unit;
    let notice = f.ctx.chain().notices.iter().rev().find(|head| head.value.to.contains(own));
    f.carry("of", notice.map(|head| head.id.to_hex()).unwrap_or_default());
    let words: Vec<&str> = NoticeAnswer::ALL.iter().map(|it| it.as_str()).collect();
    f.radio("answer", "notice-answer", &words, "");
    f.help("help-notice-answer");
    f.note_optional("note");
    f.help("help-no-content");
}

fn read_answer(r: &mut Read<'_>) -> Option<Act> {
    let of = r.event("of");
    let answer = r.word("answer", NoticeAnswer::parse);
    let note = r.optional("note");
    Some(AnswerNotice { of: of?, answer: answer?, note, shown: r.shown.clone() }.into())
}

fn request_fields(f: &mut Fields<'_>) {
    person_fields(f);
    let today = f.ctx.today();
    let asked: Vec<HsaId> = today
        .units()
        .filter(|unit| unit.branch == Branch::Inpatient && unit.kind.has_stays())
        .map(|unit| unit.id.clone())
        .collect();
    f.unit("to", &asked);
    f.long("reason");
    f.long("health");
    f.long("ability");
    f.check("medication-list", false);
}

fn read_request(r: &mut Read<'_>) -> Option<Act> {
    let identity = identity(r);
    let to = r.party("to");
    let request = CareRequestSent {
        reason: r.written("reason"),
        health: r.written("health"),
        ability: r.written("ability"),
        medication_list: r.typed.on("medication-list"),
    };
    let today = r.ctx.today();
    let own = today.unit(&r.ctx.actor().unit).map(party_unit)?;
    let (municipality, area) = (r.optional("municipality"), r.optional("area"));
    Some(SendCareRequest { identity: identity?, municipality, area, own, to: to?, request }.into())
}
