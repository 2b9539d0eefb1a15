//! What somebody who was ready waited for, in place of what is derived.

use brygga_domain::care_chain::acts::{Act, JudgeDelayCause};
use brygga_domain::follow_up::causes::Cause;
use brygga_domain::follow_up::facts;
use brygga_domain::ids::ChainId;

use super::super::fields::Fields;
use super::super::read::Read;
use super::ActForm;
use crate::labels;
use crate::views::NoteKind;

pub(super) const FORMS: &[ActForm] = &[ActForm::new("judge-delay-cause", cause_fields, read_cause)
    .replacing(|ctx, _| ctx.chain().delay_cause.shown())];

fn cause_fields(f: &mut Fields<'_>) {
    let t = f.ctx.t();
    // Which chain it is says nothing about its causes.
    let facts = facts::of(ChainId::from_bytes([0; 16]), f.ctx.chain());
    if let Some(facts) = &facts {
        let word = |cause: Cause| labels::word(t, "cause", cause.as_str());
        let derived = facts.derived_causes();
        let mut text = word(derived.main());
        let further = derived.iter().filter(|cause| *cause != derived.main());
        let further: Vec<String> = further.map(word).collect();
        if !further.is_empty() {
            let values = [("main", text.as_str()), ("further", &further.join(", "))];
            text = t.with("stays-further-causes", &values);
        }
        f.say(NoteKind::Info, t.text("delay-cause-derived"), text);
    }
    // What was said of a notice that was withdrawn is no word of this wait.
    let counted = facts.and_then(|facts| facts.judged).map(|judged| judged.at);
    let judged = f.ctx.chain().delay_cause.settled().filter(|head| Some(head.at) == counted);
    if let Some(judged) = judged {
        let (unit, cause) = (f.ctx.unit(&judged.value.unit), judged.value.cause);
        let values = [("unit", unit), ("cause", labels::word(t, "cause", cause.as_str()))];
        let text = t.with("delay-cause-judged", &values);
        f.say(NoteKind::Info, text, judged.value.reason.clone());
    }
    let words: Vec<&str> = Cause::ALL.iter().map(|it| it.as_str()).collect();
    f.radio("cause", "cause", &words, "");
    f.note("reason");
    f.help("help-delay-cause");
}

fn read_cause(r: &mut Read<'_>) -> Option<Act> {
    let cause = r.word("cause", Cause::parse);
    let reason = r.written("reason");
    Some(JudgeDelayCause { cause: cause?, reason, shown: r.shown.clone() }.into())
}
