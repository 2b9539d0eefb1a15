//! What a form says, in words.

use brygga_domain::moment::Moment;

use super::act_page::build;
use super::acts::ActForm;
use super::context::Context;
use super::read::Errors;
use super::typed::Typed;
use crate::labels;
use crate::views::{Choice, Fact, FieldKind};

/// For confirmation, for the page of two contents, for a stale form.
pub(super) fn values(ctx: &Context<'_>, form: &ActForm, typed: &Typed) -> Vec<Fact> {
    let t = ctx.t();
    let (fields, _) = build(ctx, form, typed, false, &Errors::default());
    fields
        .into_iter()
        .filter(|field| is_said(typed, &field.name))
        .filter_map(|field| {
            let chosen = |choices: Vec<Choice>| {
                let labels: Vec<String> = choices
                    .into_iter()
                    .filter(|choice| choice.selected && !choice.value.is_empty())
                    .map(|choice| choice.label)
                    .collect();
                labels.join(", ")
            };
            let value = match field.kind {
                FieldKind::Text { value, .. } | FieldKind::Textarea { value, .. } => value,
                FieldKind::DateTime { date, time } => {
                    let time = time.unwrap_or_default();
                    // As times are said everywhere; what is none stands as it was typed.
                    Moment::parse_local(date.trim(), time.trim()).map_or_else(
                        |_| format!("{date} {time}").trim().to_owned(),
                        |at| labels::when_first(t, at.instant, ctx.now()),
                    )
                }
                FieldKind::Select(choices)
                | FieldKind::Radio(choices)
                | FieldKind::CheckboxGroup(choices) => chosen(choices),
                FieldKind::Checkbox { checked } => {
                    t.text(if checked { "yes" } else { "no" }).into_owned()
                }
                FieldKind::Hidden { .. } | FieldKind::Note(_) => String::new(),
            };
            (!value.is_empty()).then(|| Fact::new(field.label, value))
        })
        .collect()
}

/// What the act does not say is not read out: who would have been told where secrecy hinders it, and the
/// time of an answer that is no.
fn is_said(typed: &Typed, field: &str) -> bool {
    match field {
        "to" => !typed.on("secrecy"),
        "from" => ["", "yes"].contains(&typed.get("answer")),
        _ => true,
    }
}
