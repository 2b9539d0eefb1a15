//! What a party of the payment says of an account.

use brygga_domain::care_chain::acts::{Act, SetLiabilityStatus};
use brygga_domain::care_chain::{LiabilityStatus, Ready};

use super::super::fields::Fields;
use super::super::read::Read;
use super::ActForm;

pub(super) const FORMS: &[ActForm] = &[ActForm::new("set-liability-status", fields, read)];

fn fields(f: &mut Fields<'_>) {
    // Without one that the page of the account names, the newest notice.
    let notices = f.ctx.chain().ready_history.iter().rev();
    let newest = notices.filter(|head| matches!(head.value, Ready::Declared(_))).map(|it| it.id);
    let newest = newest.map(|id| id.to_hex()).next().unwrap_or_default();
    let of = Some(f.typed.get("of").to_owned()).filter(|typed| !typed.is_empty());
    f.carry("of", of.unwrap_or(newest));
    let words: Vec<&str> = LiabilityStatus::ALL.iter().map(|it| it.as_str()).collect();
    f.radio("status", "liability-status", &words, "");
    f.long_optional("note");
    f.help("help-liability-note");
}

fn read(r: &mut Read<'_>) -> Option<Act> {
    let (of, status) = (r.event("of"), r.word("status", LiabilityStatus::parse));
    let note = r.optional("note");
    if status == Some(LiabilityStatus::Disputed) && note.is_none() {
        r.wrong("note", "wrong-dispute-says-why");
    }
    Some(SetLiabilityStatus { of: of?, status: status?, note }.into())
}
