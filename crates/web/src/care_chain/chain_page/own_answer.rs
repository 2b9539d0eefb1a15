//! What a unit that nothing is required of may still read: its own answer, and nothing else of the
//! case (definitions 2).

use brygga_domain::care_chain::OwnAnswer;

use crate::caller::{Caller, PageResult, html};
use crate::labels;
use crate::urls;
use crate::views::{Link, NavPlace, Note, NoteKind, Receipt, ReceiptPage};

pub(super) fn page(caller: &Caller, answers: &[OwnAnswer]) -> PageResult {
    let t = caller.texts;
    let receipt = Receipt {
        title: t.text("own-answer").into_owned(),
        text: t.text("own-answer-text").into_owned(),
        notes: answers.iter().map(|answer| note(caller, answer)).collect(),
        back_url: urls::HOME.to_owned(),
        back_label: t.text("to-the-list").into_owned(),
        links: vec![Link::new(t.text("own-answers"), urls::OWN_ANSWERS)],
        ..Receipt::default()
    };
    html(&ReceiptPage { t, shell: caller.shell(NavPlace::Worklist), person: None, receipt })
}

/// The answer, when it was sent and by which unit and role, with the words that were written.
fn note(caller: &Caller, answer: &OwnAnswer) -> Note {
    let t = caller.texts;
    let registry = caller.state.app.registry();
    let today = brygga_app::on_day(&registry, caller.now);
    let own = &caller.actor;
    let mut parts = vec![
        labels::when_first(t, answer.at, caller.now),
        labels::unit_name(today, &own.unit, &own.organisation),
        labels::role_word(t, &answer.role),
    ];
    parts.extend(answer.note.clone());
    if answer.cancelled {
        parts.push(t.text("message-cancelled").into_owned());
    }
    let lead = labels::word(t, "notice-answer", answer.answer.as_str());
    Note { kind: NoteKind::Info, lead: format!("{lead}."), text: parts.join(" · "), link: None }
}
