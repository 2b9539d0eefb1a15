//! How far the person has come, who is ready, and what is missing.

use brygga_app::care_chain::ChainView;
use brygga_domain::calendar::clocks::DueDates;
use brygga_domain::calendar::words;
use brygga_domain::care_chain::steps::{Step, StepKind, compare};
use brygga_domain::care_chain::{
    ChecklistItem, Municipality, MunicipalityReady, Readiness, ReadyAnswer, Stage, Standing,
};
use brygga_domain::ids::HsaId;
use brygga_domain::registry::Role;
use jiff::Timestamp;

use super::super::act_page::button;
use super::super::act_url;
use super::super::context::Context;
use super::choices::still_holds;
use super::linked::{self, Part, Union};
use super::{icon, is_possible, taken};
use crate::labels;
use crate::views::{
    ActLink, ChainStep, CheckState, Holder, ReadyMark, StepState, Todo, TodoAct, Who,
};

/// The steps of the process; kommunklar and öppenvårdsklar stand beside them.
pub(super) fn steps(ctx: &Context<'_>) -> Vec<ChainStep> {
    let (t, chain) = (ctx.t(), ctx.chain());
    let reached = match chain.stage() {
        Stage::Requested => 0,
        Stage::Admitted => 1,
        Stage::Planning => 2,
        Stage::DischargeReady => 3,
        Stage::Discharged => 4,
        Stage::Closed | Stage::Deceased | Stage::Cancelled => 5,
    };
    let at = |time: Option<Timestamp>| {
        time.map(|time| labels::when_first(t, time, ctx.now())).into_iter().collect::<Vec<_>>()
    };
    let ready = match chain.standing_ready() {
        Standing::Ready(head, _) => Some(head.at),
        _ => None,
    };
    let last = match chain.stage() {
        stage @ (Stage::Deceased | Stage::Cancelled) => stage,
        _ => Stage::Closed,
    };
    let ended = match last {
        Stage::Deceased => chain.deceased.as_ref().map(|head| head.value.instant),
        _ => chain.closed.as_ref().map(|head| head.at),
    };
    // Planning is on when a unit began it, or had seen the notice.
    let seen = chain.seen.iter().filter(|((id, _), _)| chain.notices.iter().any(|it| it.id == *id));
    let planning = chain.planning_started.values().chain(seen.map(|(_, at)| at)).min().copied();
    [
        (Stage::Admitted, chain.admitted_at.as_ref().map(|at| at.instant)),
        (Stage::Planning, planning),
        (Stage::DischargeReady, ready),
        (Stage::Discharged, chain.discharged.heads.first().map(|it| it.value.left_at.instant)),
        (last, ended),
    ]
    .into_iter()
    // A case that has ended has no steps left, and not those that never were taken.
    .filter(|(stage, time)| reached < 5 || *stage == last || time.is_some())
    .enumerate()
    .map(|(index, (stage, time))| {
        let state = match (index + 1).cmp(&reached) {
            _ if reached == 5 => StepState::Done,
            std::cmp::Ordering::Less => StepState::Done,
            std::cmp::Ordering::Equal => StepState::Now,
            std::cmp::Ordering::Greater => StepState::Left,
        };
        let mut lines = at(time);
        match (state, stage, time) {
            (StepState::Now, _, Some(time)) => lines.push(ago(ctx, time)),
            (StepState::Left, Stage::Discharged, _) => lines.extend(expected(ctx)),
            _ => {}
        }
        ChainStep { state, label: labels::stage(t, stage), lines }
    })
    .collect()
}

/// "1 dygn 3 tim sedan".
fn ago(ctx: &Context<'_>, time: Timestamp) -> String {
    let length = words::Length::of(ctx.now().duration_since(time));
    ctx.t().fill("step-ago", "length", &length.render(labels::words_of(ctx.t())))
}

/// "beräknad idag 16:00".
fn expected(ctx: &Context<'_>) -> Option<String> {
    let t = ctx.t();
    let head = ctx.chain().estimate.settled()?;
    Some(t.fill("step-expected", "when", &labels::when(t, head.value.instant, ctx.now())))
}

/// What the municipalities have said to the ready notice, one value each, and each outpatient unit
/// (definitions 4).
pub(super) fn marks(ctx: &Context<'_>) -> Vec<ReadyMark> {
    let chain = ctx.chain();
    if chain.stage().is_over() {
        return Vec::new();
    }
    let municipal = chain.municipalities();
    let municipal = municipal.iter().map(|municipality| of_municipality(ctx, municipality));
    let needed = chain.outpatient_state().is_some();
    let outpatient = chain.outpatient_units().into_iter().filter(|_| needed).map(|party| {
        let unit = ctx.unit(&party.unit);
        let (state, line) = readiness_words(ctx, &unit, chain.outpatient_readiness(&party.unit));
        let label = ctx.t().text("mark-outpatient").into_owned();
        ReadyMark { state, label, unit, lines: vec![line] }
    });
    municipal.chain(outpatient).collect()
}

fn of_municipality(ctx: &Context<'_>, municipality: &Municipality) -> ReadyMark {
    let (t, chain) = (ctx.t(), ctx.chain());
    let units: Vec<(CheckState, String)> = municipality
        .units
        .iter()
        .map(|unit| {
            let name = ctx.unit(unit);
            let readiness = chain.municipality_readiness(unit);
            let (state, mut line) = readiness_words(ctx, &name, readiness);
            if readiness == Readiness::No && objects(ctx, unit) {
                line = t.text("ready-answer-not-medically-ready").into_owned();
            }
            (state, format!("{name}: {line}"))
        })
        .collect();
    let mut lines = Vec::new();
    let state = match municipality.ready {
        MunicipalityReady::Ready { can_receive_from, .. } => {
            if units.len() > 1 {
                let from = labels::when(t, can_receive_from, ctx.now());
                lines.push(t.fill("ready-from", "time", &from));
            }
            CheckState::Done
        }
        _ if !units.is_empty() && units.iter().all(|(state, _)| *state == CheckState::ToCome) => {
            CheckState::ToCome
        }
        // Somebody has said something, and nobody no.
        _ if units.iter().all(|(state, _)| *state != CheckState::Missing) => CheckState::UnderWay,
        _ => CheckState::Missing,
    };
    lines.extend(units.into_iter().map(|(_, line)| line));
    let name = ctx.today().organisation(&municipality.organisation);
    let unit = name.map_or_else(|| ctx.units(&municipality.units), |it| it.name.clone());
    ReadyMark { state, label: t.text("mark-municipality").into_owned(), unit, lines }
}

/// The unit can receive, and asks whether the person is well enough to leave (definitions 4).
fn objects(ctx: &Context<'_>, unit: &HsaId) -> bool {
    let answers = ctx.chain().municipality_ready.get(unit).into_iter().flat_map(|it| &it.heads);
    let mut answers = answers.map(|head| &head.value.answer);
    answers.any(|answer| matches!(answer, ReadyAnswer::NotMedicallyReady { .. }))
}

fn readiness_words(ctx: &Context<'_>, unit: &str, readiness: Readiness) -> (CheckState, String) {
    let t = ctx.t();
    let from = |key: &str, at: Timestamp| t.fill(key, "time", &labels::when(t, at, ctx.now()));
    let asked = !matches!(ctx.chain().standing_ready(), Standing::None | Standing::Withdrawn);
    match readiness {
        Readiness::Yes { from: at, .. } => (CheckState::Done, from("ready-from", at)),
        Readiness::Preliminary(at) => (CheckState::UnderWay, from("ready-preliminary", at)),
        Readiness::ByPhone { .. } => {
            (CheckState::UnderWay, t.fill("by-phone-unconfirmed", "unit", unit))
        }
        Readiness::Dormant => (CheckState::UnderWay, t.text("ready-dormant").into_owned()),
        Readiness::Disputed => (CheckState::UnderWay, t.text("conflict-values").into_owned()),
        Readiness::No => (CheckState::Missing, t.text("ready-answer-no").into_owned()),
        Readiness::Unanswered if !asked => {
            (CheckState::ToCome, t.text("ready-unanswered").into_owned())
        }
        Readiness::Unanswered => (CheckState::Missing, t.text("ready-unanswered").into_owned()),
    }
}

/// "Fyra saker saknas för hemgång", or what is left afterwards.
pub(super) fn title(ctx: &Context<'_>, view: &ChainView, counted: usize) -> String {
    if is_over(view) {
        return ctx.t().text("todo-left").into_owned();
    }
    let t = ctx.t();
    if view.chain.stage() == Stage::Requested {
        // Nobody is admitted: nothing is missing for going home.
        return t.text("todo-left").into_owned();
    }
    let things = t.count("todo-things", counted);
    let today = brygga_domain::calendar::local_date(ctx.now());
    let leaves = view.chain.estimate.settled().map(|head| head.value.instant);
    let key = match leaves.map(brygga_domain::calendar::local_date) {
        Some(day) if day == today => "todo-missing-today",
        _ => "todo-missing",
    };
    t.fill(key, "things", &things)
}

fn is_over(view: &ChainView) -> bool {
    use Stage::{Cancelled, Closed, Deceased, Discharged};
    matches!(view.chain.stage(), Discharged | Closed | Deceased | Cancelled)
}

/// Every open step of the cases, ours with the act, others' with a reminder: first those that the
/// title counts, then the others.
pub(super) fn todo(union: &Union<'_>) -> (Vec<Todo>, Vec<Todo>) {
    let of = |part| move |step| (part, step);
    let mut all: Vec<(&Part<'_>, &Step)> =
        union.parts().flat_map(|part| part.view.steps.iter().map(of(part))).collect();
    let now = union.own.ctx.now();
    all.sort_by(|(_, one), (_, other)| compare(one, other, now));
    let is_counted = |step: &Step| step.blocks || is_over(union.own.view);
    let (counted, also): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| is_counted(it.1));
    let shown = |steps: Vec<(&Part<'_>, &Step)>| {
        steps.into_iter().map(|(part, step)| one(&part.ctx, part.view, step)).collect()
    };
    (shown(counted), shown(also))
}

fn one(ctx: &Context<'_>, view: &ChainView, step: &Step) -> Todo {
    let t = ctx.t();
    let ours = step.unit == ctx.actor().unit;
    let who = if ours {
        Who { holder: Holder::Us, name: labels::role(t, step.role) }
    } else {
        let holder = labels::holder(step.branch);
        Who { holder, name: ctx.unit(&step.unit) }
    };
    let act = if ours { own(ctx, view, step) } else { remind(ctx, view, step) };
    let taken = taken::of_step(ctx, view, step);
    let mut notes = taken.said;
    notes.extend(waits_for_supplier(ctx, view, step));
    if step.kind == StepKind::CallSip {
        notes.extend(view.chain.sip_call_due().map(|due| sip_due(ctx, due)));
    }
    Todo {
        notes,
        take_over: taken.take_over,
        links: taken.links,
        icon: if ours { "arrow" } else { "glass" },
        text: labels::step(t, step.kind.as_str(), step.detail.as_deref()),
        tag: linked::tag(ctx),
        who,
        hint: if ours { String::new() } else { ctx.hint(&step.unit) },
        due: step.due.map(|due| labels::due(t, due, ctx.now())),
        act,
    }
}

/// A supplier has no sign-in and is never owner: the unit that ordered waits for it (definitions 5).
fn waits_for_supplier(ctx: &Context<'_>, view: &ChainView, step: &Step) -> Option<String> {
    let detail = step.detail.as_deref().filter(|_| step.kind == StepKind::PrepareItem)?;
    let register = view.chain.checklist.get(&ChecklistItem::parse(detail)?)?;
    let unit = register.heads.first()?.value.unit.as_ref()?;
    let supplier = view.chain.party(unit).filter(|party| party.supplier)?;
    Some(ctx.t().fill("waits-for", "unit", &ctx.unit(&supplier.unit)))
}

/// The plain date and the last lawful date (definitions 6).
pub(super) fn sip_due(ctx: &Context<'_>, due: DueDates) -> String {
    let t = ctx.t();
    let day = |date| words::on(date, ctx.now()).render(labels::words_of(t));
    if due.plain == due.last_lawful {
        return day(due.plain);
    }
    let values = [("plain", day(due.plain)), ("last", day(due.last_lawful))];
    t.with("sip-due-dates", &values)
}

/// Which act does a step, with what it is about.
fn act_of(step: &Step) -> (&'static str, Option<&'static str>) {
    match step.kind {
        StepKind::AnswerQuestion => ("answer-question", Some("of")),
        StepKind::ConfirmPhone => ("confirm-phone", Some("of")),
        StepKind::ConfirmCancellation => ("confirm-cancellation", Some("of")),
        StepKind::PrepareItem => ("set-checklist-item", Some("item")),
        StepKind::HoldSip => ("record-sip-held", None),
        StepKind::ConfirmEstimate => ("change-estimate", None),
        StepKind::FollowUp => ("record-follow-up", None),
        kind => (kind.as_str(), None),
    }
}

/// An objection that the person is not medically ready is a question that only the physician closes
/// (definitions 4): others are not offered what could only be refused.
pub(super) fn may_answer(ctx: &Context<'_>, view: &ChainView, question: Option<&str>) -> bool {
    let asked =
        view.chain.questions.iter().find(|it| Some(it.cmd.to_string().as_str()) == question);
    ctx.actor().role == Role::Physician || !asked.is_some_and(|it| it.physician_only)
}

fn own(ctx: &Context<'_>, view: &ChainView, step: &Step) -> TodoAct {
    let t = ctx.t();
    if step.kind == StepKind::SettleConflict {
        let label = t.text("show").into_owned();
        let page = if ctx.is_linked { ctx.case_url(view.id) } else { String::new() };
        let url = page + "#conflict-0";
        return TodoAct::Do(ActLink { icon: "fork", label, url });
    }
    if step.kind == StepKind::AnswerHandover {
        return taken::accept(ctx, view, step);
    }
    let answers =
        matches!(step.kind, StepKind::AnswerMunicipalityReady | StepKind::AnswerOutpatientReady);
    if answers && let Some(form) = still_holds(ctx) {
        return TodoAct::Remind(form);
    }
    let (word, about) = act_of(step);
    let possible = match step.kind {
        StepKind::ConfirmDeceased => is_possible(ctx, view, word),
        StepKind::AnswerQuestion => may_answer(ctx, view, step.detail.as_deref()),
        _ => true,
    };
    if !possible || !view.allows(word) {
        return TodoAct::Nothing;
    }
    let query = match (about, &step.detail) {
        (Some(name), Some(detail)) => format!("?{name}={detail}"),
        _ => String::new(),
    };
    let label = labels::word(t, "act", word);
    TodoAct::Do(ActLink {
        icon: icon(word),
        label,
        url: ctx.trail.on(&(act_url(view.id, word) + &query)),
    })
}

fn remind(ctx: &Context<'_>, view: &ChainView, step: &Step) -> TodoAct {
    let t = ctx.t();
    let word = step.kind.as_str();
    let reminded = view.chain.reminders.iter().rev().find(|head| {
        head.value.to == step.unit && (head.value.step == word || head.value.step == "phone")
    });
    let today = brygga_domain::calendar::local_date(ctx.now());
    if let Some(head) = reminded.filter(|it| brygga_domain::calendar::local_date(it.at) == today) {
        return TodoAct::Said(t.fill("reminded-at", "time", &labels::clock(head.at)));
    }
    let values = [("step", word.to_owned()), ("to", step.unit.to_string())];
    match button(ctx, "remind", labels::word(t, "act", "remind"), "clock", &values) {
        Some(form) => TodoAct::Remind(form),
        None => TodoAct::Nothing,
    }
}
