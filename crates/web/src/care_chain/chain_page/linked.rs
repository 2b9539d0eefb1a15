//! Other cases of the same admission (M12): the page is the union of those that the reader reads.

use brygga_app::AppError;
use brygga_app::care_chain::{ChainView, waiting_in};
use brygga_domain::care_chain::acts::Act;
use brygga_domain::ids::{ChainId, CommandId};
use jiff::Timestamp;

use super::super::act_url;
use super::super::context::Context;
use crate::caller::Caller;
use crate::labels;
use crate::pages::live::chain_topic;
use crate::views::{Link, LinkedCase, Note, NoteKind, Tag, TagKind};

const MARK: &str = "mark-same-as";

/// One case of the page, with a context of its own: what is pressed is pressed in that case.
pub(super) struct Part<'a> {
    pub(super) ctx: Context<'a>,
    pub(super) view: &'a ChainView,
    /// Messages of the reader that have not left yet.
    pub(super) waiting: Vec<(CommandId, Timestamp, Act)>,
}

impl<'a> Part<'a> {
    /// With nothing to press, for paper.
    pub(super) fn of(caller: &'a Caller, view: &'a ChainView) -> Self {
        Self { ctx: Context::new(caller, Some(view)), view, waiting: Vec::new() }
    }

    /// With what the reader is about to send, and who of the units reads.
    pub(super) async fn live(caller: &'a Caller, view: &'a ChainView) -> Result<Self, AppError> {
        let mut part = Self::of(caller, view);
        part.waiting = waiting_in(&caller.state.app, &caller.actor, view.id).await?;
        let units: Vec<_> = view.chain.active_parties().map(|party| party.unit.clone()).collect();
        part.ctx.ask_who_reads(&units).await?;
        Ok(part)
    }

    /// On the page of another case.
    pub(super) fn linked(mut self) -> Self {
        self.ctx.is_linked = true;
        self
    }
}

/// The cases of a page: the one that is open, then the linked ones.
pub(super) struct Union<'a> {
    pub(super) own: Part<'a>,
    pub(super) linked: Vec<Part<'a>>,
}

impl<'a> Union<'a> {
    pub(super) fn of(caller: &'a Caller, view: &'a ChainView) -> Self {
        let linked = view.linked.iter().map(|it| Part::of(caller, it).linked()).collect();
        Self { own: Part::of(caller, view), linked }
    }

    pub(super) async fn live(caller: &'a Caller, view: &'a ChainView) -> Result<Self, AppError> {
        let own = Part::live(caller, view).await?;
        let mut linked = Vec::with_capacity(view.linked.len());
        for view in &view.linked {
            linked.push(Part::live(caller, view).await?.linked());
        }
        Ok(Self { own, linked })
    }

    pub(super) fn parts(&self) -> impl Iterator<Item = &Part<'a>> {
        [&self.own].into_iter().chain(&self.linked)
    }

    /// Whose changes the page tells of.
    pub(super) fn topics(&self) -> String {
        let topics: Vec<String> = self.parts().map(|part| chain_topic(part.view.id)).collect();
        topics.join(" ")
    }
}

/// The number by which people tell cases apart.
pub(super) fn number(id: ChainId) -> String {
    id.to_string().chars().take(8).collect()
}

/// "ur ärende 1a2b3c4d": on all that is of another case than the page's.
pub(super) fn tag(ctx: &Context<'_>) -> Option<Tag> {
    let view = ctx.view.filter(|_| ctx.is_linked)?;
    let text = ctx.t().fill("of-linked-case", "number", &number(view.id));
    Some(Tag::new(TagKind::Neutral, "link", text))
}

/// Each linked case: how far it is, who it lies with, and how the mark is taken back.
pub(super) fn cases(union: &Union<'_>) -> Vec<LinkedCase> {
    union.linked.iter().map(|part| case(&union.own, part)).collect()
}

fn case(own: &Part<'_>, part: &Part<'_>) -> LinkedCase {
    let (ctx, view) = (&part.ctx, part.view);
    let t = ctx.t();
    let stage = labels::stage(t, view.chain.stage());
    let text = match &view.owner {
        Some(unit) => t.with("linked-case-with", &[("stage", stage), ("unit", ctx.unit(unit))]),
        None => t.fill("linked-case-stage", "stage", &stage),
    };
    let warning = other_person(own, part).unwrap_or_default();
    let holders = [(own, view.id), (part, own.view.id)];
    LinkedCase {
        kind: if warning.is_empty() { NoteKind::Info } else { NoteKind::Crit },
        lead: t.fill("linked-case", "number", &number(view.id)),
        text,
        warning,
        topic: chain_topic(view.id),
        version: view.version,
        open: Link::new(
            t.fill("linked-case-open", "number", &number(view.id)),
            ctx.case_url(view.id),
        ),
        take_back: holders.into_iter().filter_map(|(part, of)| take_back(part, of)).collect(),
    }
}

/// The act stands in the case that holds the mark.
fn take_back(holder: &Part<'_>, other: ChainId) -> Option<Link> {
    let view = holder.view;
    if !view.chain.same_as.contains(&other) || !view.allows(MARK) {
        return None;
    }
    let url = format!("{}?chain={other}&same=no", act_url(view.id, MARK));
    let label = holder.ctx.t().fill("linked-case-take-back", "number", &number(view.id));
    Some(Link::new(label, holder.ctx.trail.on(&url)))
}

/// Somebody may have marked the wrong case: what is shown together is then of two people.
fn other_person(own: &Part<'_>, part: &Part<'_>) -> Option<String> {
    let person = |part: &Part<'_>| part.view.chain.shown_identity().map(|it| it.person);
    if person(own) == person(part) {
        return None;
    }
    let head = part.ctx.person_head()?;
    let names = [head.family_name, head.given_name, head.identity];
    let said: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).collect();
    Some(part.ctx.t().fill("linked-case-other-person", "person", &said.join(", ")))
}

/// A mark of another case that the reader does not read, for whoever can take it back: nothing is
/// told of that case.
pub(super) fn unread_mark(union: &Union<'_>) -> Option<Note> {
    let view = union.own.view;
    let is_shown = |id: &ChainId| view.linked.iter().any(|it| it.id == *id);
    let hidden = view.chain.same_as.iter().any(|id| !is_shown(id));
    (hidden && view.allows(MARK)).then(|| {
        let text = union.own.ctx.t().text("note-same-as").into_owned();
        Note { kind: NoteKind::Warn, text, ..Note::default() }
    })
}
