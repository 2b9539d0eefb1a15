//! Told by phone.

use brygga_domain::care_chain::PhoneFact;
use brygga_domain::care_chain::acts::{Act, ConfirmPhone, RecordPhoneUnanswered, TellByPhone};

use super::super::fields::Fields;
use super::super::read::Read;
use super::ActForm;
use crate::views::NoteKind;

pub(super) const FORMS: &[ActForm] = &[
    ActForm::new("tell-by-phone", tell_fields, read_tell),
    ActForm::new("confirm-phone", confirm_fields, read_confirm),
    ActForm::new("record-phone-unanswered", unanswered_fields, read_unanswered),
];

fn tell_fields(f: &mut Fields<'_>) {
    let others = f.others();
    f.unit("unit", &others);
    f.short("said-by", "");
    f.short("number", "");
    f.time_now("at");
    let words: Vec<&str> = PhoneFact::ALL.iter().map(|it| it.as_str()).collect();
    f.radio("what", "phone-fact", &words, "");
    f.time("from", None, false);
    f.help("help-from");
    f.note("note");
    f.help("help-no-content");
    f.check("read-back", false);
}

fn read_tell(r: &mut Read<'_>) -> Option<Act> {
    let unit = r.unit("unit");
    let (said_by, number) = (r.written("said-by"), r.phone("number"));
    let at = r.time("at");
    let what = r.word("what", PhoneFact::parse);
    let from = r.time_optional("from");
    let note = r.written("note");
    let read_back = r.typed.on("read-back");
    let (unit, at, what) = (unit?, at?, what?);
    Some(TellByPhone { unit, said_by, at, number, read_back, what, from, note }.into())
}

fn confirm_fields(f: &mut Fields<'_>) {
    f.carry_typed("of");
    let of = f.typed.get("of").to_owned();
    let note = f.ctx.chain().phone.iter().find(|note| note.note.id.to_hex() == of);
    if let Some(note) = note {
        let told = &note.note.value;
        f.say(NoteKind::Info, told.said_by.clone(), told.note.clone());
    }
    f.radio("holds", "holds", &["yes", "no"], "");
    f.note_optional("correction");
}

fn read_confirm(r: &mut Read<'_>) -> Option<Act> {
    let of = r.event("of");
    let words = ["yes", "no"];
    let holds = r.word("holds", |word| words.into_iter().find(|known| *known == word));
    let correction = r.optional("correction");
    Some(ConfirmPhone { of: of?, holds: holds? == "yes", correction }.into())
}

fn unanswered_fields(f: &mut Fields<'_>) {
    let others = f.others();
    f.unit("unit", &others);
}

fn read_unanswered(r: &mut Read<'_>) -> Option<Act> {
    let unit = r.unit("unit");
    Some(RecordPhoneUnanswered { unit: unit? }.into())
}
