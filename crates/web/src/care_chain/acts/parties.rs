//! Who takes part, the responsible ward, consent, protected identity.

use brygga_domain::care_chain::acts::{
    Act, AddParty, EndParty, MarkProtected, MoveWard, RecordConsent,
};
use brygga_domain::care_chain::{ConsentRecorded, ConsentValue};
use brygga_domain::ids::HsaId;
use brygga_domain::registry::Branch;

use super::super::fields::{Fields, ids};
use super::super::read::Read;
use super::ActForm;

pub(super) const FORMS: &[ActForm] = &[
    ActForm::new("record-consent", consent_fields, read_consent)
        .replacing(|ctx, _| ctx.chain().consent.shown()),
    ActForm::new("mark-protected", protected_fields, read_protected),
    ActForm::new("add-party", add_fields, read_add),
    ActForm::new("end-party", end_fields, read_end),
    ActForm::new("move-ward", ward_fields, read_ward).replacing(|ctx, _| ctx.chain().ward.shown()),
];

fn consent_fields(f: &mut Fields<'_>) {
    let words: Vec<&str> = ConsentValue::ALL.iter().map(|it| it.as_str()).collect();
    f.radio("consent", "consent-value", &words, "");
    f.boxes("scope", "consent-scope", &["sip", "sharing"], &["sip", "sharing"]);
    f.radio("form", "consent-form", &["oral", "written"], "oral");
    f.time("valid-to", None, false);
    f.note_optional("note");
    f.help("help-harm");
}

fn read_consent(r: &mut Read<'_>) -> Option<Act> {
    let value = r.word("consent", ConsentValue::parse);
    let forms = ["oral", "written"];
    let form = r.word("form", |word| forms.into_iter().find(|known| *known == word));
    let valid_to = r.time_optional("valid-to");
    let consent = ConsentRecorded {
        value: value?,
        scope: r.typed.all("scope").map(str::to_owned).collect(),
        form: form?.to_owned(),
        valid_to,
        note: r.optional("note"),
    };
    Some(RecordConsent { consent, shown: r.shown.clone() }.into())
}

fn protected_fields(f: &mut Fields<'_>) {
    f.radio("mark", "mark", &["protected", "open"], "");
}

fn read_protected(r: &mut Read<'_>) -> Option<Act> {
    let words = ["protected", "open"];
    let mark = r.word("mark", |word| words.into_iter().find(|known| *known == word))?;
    Some(MarkProtected { protected: mark == "protected" }.into())
}

fn add_fields(f: &mut Fields<'_>) {
    let today = f.ctx.today();
    let actor = f.ctx.actor();
    let units = ids(today.units().filter(|unit| {
        let own = unit.organisation == actor.organisation;
        (own || !actor.branch.is_municipal()) && unit.branch != Branch::Inpatient
    }));
    let parties = f.ctx.chain();
    let new: Vec<HsaId> = units
        .into_iter()
        .filter(|unit| parties.party(unit).is_none_or(|party| party.ended))
        .collect();
    f.unit("unit", &new);
    f.check("history", false);
    f.help("help-history");
    f.note_optional("ground");
}

fn read_add(r: &mut Read<'_>) -> Option<Act> {
    let party = r.party("unit");
    let history = r.typed.on("history");
    let ground = r.optional("ground").unwrap_or_default();
    if history && ground.is_empty() {
        r.wrong("ground", "refused-empty");
    }
    Some(AddParty { party: party?, history, ground }.into())
}

fn end_fields(f: &mut Fields<'_>) {
    let ward = f.ctx.chain().ward_unit();
    let parties = f.ctx.chain().parties.iter().filter(|party| !party.ended);
    let units: Vec<HsaId> =
        parties.map(|party| party.unit.clone()).filter(|unit| Some(unit) != ward).collect();
    f.unit("unit", &units);
}

fn read_end(r: &mut Read<'_>) -> Option<Act> {
    let party = r.party("unit");
    Some(EndParty { party: party?, known: r.ctx.known.clone() }.into())
}

fn ward_fields(f: &mut Fields<'_>) {
    let today = f.ctx.today();
    let wards = ids(today.units().filter(|unit| unit.branch == Branch::Inpatient));
    let others: Vec<HsaId> =
        wards.into_iter().filter(|unit| Some(unit) != f.ctx.chain().ward_unit()).collect();
    f.unit("ward", &others);
    f.short_optional("place", "");
    f.time_now("at");
}

fn read_ward(r: &mut Read<'_>) -> Option<Act> {
    let ward = r.party("ward");
    let at = r.time("at");
    let place = r.optional("place");
    Some(MoveWard { ward: ward?, place, at: at?, shown: r.shown.clone() }.into())
}
