//! Every act in the same way: show the form, read it, try it, have it confirmed, send it. What is
//! typed survives every answer.

use axum::Form;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use brygga_app::care_chain::{
    ChainView, PerformAct, death_by_feed, known_of, perform_act, preview_act, view_chain,
    wait_and_send, waiting_act,
};
use brygga_app::person::person_of;
use brygga_app::{AppError, BadToken, FormToken};
use brygga_domain::care_chain::Stage;
use brygga_domain::care_chain::acts::{Act, Refused};
use brygga_domain::ids::ChainId;
use brygga_domain::registry::{Branch, Role};
use brygga_policy::Action;
use brygga_store::Change;

use super::acts::notice::{RECIPIENTS, suggest_recipients};
use super::acts::{self, ActForm};
use super::addresses::{address, back, receipt_url};
use super::answers;
use super::context::Context;
use super::draft::draft_key;
use super::fields::Fields;
use super::freshness;
use super::read::{Errors, Read};
use super::straight;
use super::typed::Typed;
use crate::caller::{Caller, PageResult, html};
use crate::labels;
use crate::page_error::{PageError, redirect};
use crate::urls;
use crate::views::{ActFormPage, ButtonForm, Field, FormError, Hidden, NavPlace};

type Pairs = Vec<(String, String)>;

/// Acts with nothing to look at afterwards: back to the chain, with "undo" where there is one.
pub(super) const ONE_CLICK: [&str; 10] = [
    "acknowledge",
    "take-over",
    "accept-handover",
    "remind",
    "record-phone-unanswered",
    "confirm-cancellation",
    "confirm-phone",
    "start-planning",
    "set-checklist-item",
    "undo",
];

pub(super) async fn get(
    caller: Caller,
    Path((chain, word)): Path<(String, String)>,
    Query(pairs): Query<Pairs>,
) -> PageResult {
    let form = existing(&word)?;
    let chain = ChainId::parse(&chain).map_err(|_| AppError::NothingHere)?;
    let mut typed = Typed::new(pairs);
    // Where one came from stands in the address, and is nothing that the act says.
    for trail in ["list", "at"] {
        typed.forget(trail);
    }
    show(&caller, form, Some(chain), typed).await
}

pub(super) async fn post(
    caller: Caller,
    Path((chain, word)): Path<(String, String)>,
    Form(pairs): Form<Pairs>,
) -> PageResult {
    let form = existing(&word)?;
    let chain = ChainId::parse(&chain).map_err(|_| AppError::NothingHere)?;
    send(&caller, form, Some(chain), Typed::new(pairs)).await
}

pub(super) async fn get_start(caller: Caller, Query(pairs): Query<Pairs>) -> PageResult {
    show(&caller, beginning("start-chain")?, None, Typed::new(pairs)).await
}

pub(super) async fn post_start(caller: Caller, Form(pairs): Form<Pairs>) -> PageResult {
    send(&caller, beginning("start-chain")?, None, Typed::new(pairs)).await
}

pub(super) async fn get_request(caller: Caller, Query(pairs): Query<Pairs>) -> PageResult {
    show(&caller, beginning("send-care-request")?, None, Typed::new(pairs)).await
}

pub(super) async fn post_request(caller: Caller, Form(pairs): Form<Pairs>) -> PageResult {
    send(&caller, beginning("send-care-request")?, None, Typed::new(pairs)).await
}

fn beginning(word: &str) -> Result<&'static ActForm, PageError> {
    acts::form_of(word).ok_or(PageError::NotFound)
}

fn existing(word: &str) -> Result<&'static ActForm, PageError> {
    acts::form_of(word).filter(|_| word != "send-care-request").ok_or(PageError::NotFound)
}

/// The chain is open already: by a care request, of which the admission is made (definitions 2).
fn admits(form: &ActForm, view: &ChainView) -> bool {
    form.word != "start-chain" || view.chain.stage() == Stage::Requested
}

/// The chain as this reader sees it, if the act is about one.
async fn open(caller: &Caller, chain: Option<ChainId>) -> Result<Option<ChainView>, PageError> {
    match chain {
        Some(chain) => Ok(Some(view_chain(&caller.state.app, &caller.actor, chain).await?)),
        None => Ok(None),
    }
}

/// Everything that the form needs besides the chain.
async fn prepare<'a>(
    caller: &'a Caller,
    form: &ActForm,
    view: Option<&'a ChainView>,
    typed: &Typed,
) -> Result<Context<'a>, PageError> {
    let app = &caller.state.app;
    let mut ctx = Context::new(caller, view);
    if !ONE_CLICK.contains(&form.word) {
        ctx.ask_who_of_all_reads().await?;
    }
    let stay = typed.get("stay");
    if form.word == "start-chain" && !stay.is_empty() {
        let visit = urls::visit_key(stay).ok_or(AppError::NothingHere)?;
        let stay = app.store.stay(&visit).await?.ok_or(AppError::NothingHere)?;
        if stay.ward.as_ref() != Some(&caller.actor.unit) {
            return Err(AppError::NothingHere.into());
        }
        let known = app.store.are_protected(&[stay.person]).await?;
        ctx.stay_protected = stay.protected || known.contains(&true);
        ctx.stay = Some(stay);
    }
    if matches!(form.word, "start-chain" | "send-care-request")
        && let Ok(identifier) = acts::notice::identifier(&ctx, typed)
    {
        ctx.person = Some(person_of(app, &identifier).await?);
    }
    if let Some(view) = view.filter(|_| form.word == "record-deceased") {
        ctx.died = death_by_feed(app, &caller.actor, view).await?;
    }
    if let Some(view) = view.filter(|_| form.word == "end-party") {
        ctx.known = known_of(app, view.id).await?;
    }
    Ok(ctx)
}

/// The reader may do this; otherwise the reason and who may (decision 23).
fn allow(caller: &Caller, form: &ActForm, view: Option<&ChainView>) -> Result<(), PageError> {
    let forbidden =
        |roles: Vec<Role>| PageError::App(AppError::Forbidden { reason: "role", roles });
    match view {
        Some(view) if !admits(form, view) => Err(PageError::NotFound),
        Some(view) if view.allows(form.word) => Ok(()),
        Some(view) if view.chain.protected => {
            // The role would do; what is missing is anybody else who may read (definitions 2).
            let (reason, roles) = ("protected-act", Vec::new());
            Err(PageError::App(AppError::Forbidden { reason, roles }))
        }
        Some(view) => {
            let action = Action::parse(form.word).ok_or(PageError::NotFound)?;
            Err(forbidden(caller.state.app.policies.roles_that_may(action, view.relation)))
        }
        None if form.word == "start-chain" && caller.actor.branch != Branch::Inpatient => {
            Err(forbidden(vec![Role::WardNurse, Role::WardCoordinator]))
        }
        None if form.word == "send-care-request" && !caller.actor.branch.is_municipal() => {
            Err(forbidden(vec![Role::MunicipalNurse]))
        }
        None => Ok(()),
    }
}

async fn show(
    caller: &Caller,
    form: &ActForm,
    chain: Option<ChainId>,
    mut typed: Typed,
) -> PageResult {
    let view = open(caller, chain).await?;
    allow(caller, form, view.as_ref())?;
    let ctx = prepare(caller, form, view.as_ref(), &typed).await?;
    let key = draft_key(caller, form, chain, &typed);
    let draft = caller.state.app.store.draft(&key).await?;
    let mut first = true;
    let mut saved = String::new();
    if let Some(draft) = draft
        && let Some(kept) = Typed::of_draft(&draft.fields)
        && [typed.get("item"), ""].contains(&kept.get("item"))
    {
        first = false;
        let at = labels::clock(draft.saved_at);
        saved = caller.texts.fill("draft-saved", "time", &at);
        // What the act answers is what stands now, not when the draft was begun.
        let known: Vec<String> = typed.content().map(|(name, _)| name.to_owned()).collect();
        for (name, value) in kept.content() {
            if name != "of" && !known.iter().any(|it| it == name) {
                typed.add(name, value);
            }
        }
    }
    let token = token(&ctx, form, chain, &typed);
    let shown = Shown { typed: &typed, first, errors: &Errors::default(), draft: &saved };
    html(&page(&ctx, form, chain, &token, &shown))
}

/// A token for a form that is shown now.
pub(super) fn token(
    ctx: &Context<'_>,
    form: &ActForm,
    chain: Option<ChainId>,
    typed: &Typed,
) -> FormToken {
    let app = &ctx.caller.state.app;
    let chain = chain.unwrap_or_else(|| ChainId::from_bytes(brygga_app::random(&*app.entropy)));
    let shown = (form.shown)(ctx, typed);
    FormToken::new(app, form.word, chain, shown, &ctx.actor().user).about((form.about)(ctx))
}

/// One button that is a whole form: acknowledge, tick, remind.
pub(super) fn button(
    ctx: &Context<'_>,
    word: &'static str,
    label: String,
    icon: &'static str,
    values: &[(&str, String)],
) -> Option<ButtonForm> {
    let view = ctx.view.filter(|view| view.allows(word))?;
    let form = acts::form_of(word)?;
    let pairs = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let typed = Typed::new(pairs.collect());
    let token = token(ctx, form, Some(view.id), &typed).seal(&ctx.caller.state.app);
    let mut hidden: Vec<Hidden> =
        typed.content().map(|(name, value)| Hidden::new(name, value)).collect();
    hidden.push(Hidden::new("token", token));
    Some(ButtonForm { label, icon, action: ctx.act_url(view.id, word), hidden })
}

/// What a form shows.
pub(super) struct Shown<'a> {
    typed: &'a Typed,
    first: bool,
    errors: &'a Errors,
    draft: &'a str,
}

fn page(
    ctx: &Context<'_>,
    form: &ActForm,
    chain: Option<ChainId>,
    token: &FormToken,
    shown: &Shown<'_>,
) -> ActFormPage {
    let t = ctx.t();
    let (fields, mut hidden) = build(ctx, form, shown.typed, shown.first, shown.errors);
    hidden.push(Hidden::new("token", token.seal(&ctx.caller.state.app)));
    if !shown.typed.get("anyway").is_empty() {
        hidden.push(Hidden::new("anyway", shown.typed.get("anyway")));
    }
    let title = ctx.act_name(form.word);
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    let errors = shown
        .errors
        .others(&names)
        .map(|text| FormError { anchor: String::new(), text: text.to_owned() })
        .collect();
    let key = draft_key(ctx.caller, form, chain, shown.typed).form;
    let mut act = crate::views::ActForm {
        title,
        action: address(ctx, form.word, chain),
        draft_url: urls::draft(&key),
        draft_saved: shown.draft.to_owned(),
        submit: ctx.submit(form.word),
        cancel_url: back(ctx, chain),
        errors,
        hidden,
        ..crate::views::ActForm::default()
    };
    if fields.is_empty() {
        act.intro = labels::about(t, form.word);
    }
    act.fields = fields;
    ActFormPage {
        t,
        shell: ctx.caller.shell(NavPlace::Worklist),
        person: ctx.person_head(),
        form: act.with_errors_on_top(),
    }
}

/// The act's own fields, and those that a refusal has asked for.
pub(super) fn build(
    ctx: &Context<'_>,
    form: &ActForm,
    typed: &Typed,
    first: bool,
    errors: &Errors,
) -> (Vec<Field>, Vec<Hidden>) {
    let mut fields = Fields::new(ctx, typed, first, errors);
    (form.fields)(&mut fields);
    if errors.of("despite").is_some() || !typed.get("despite").is_empty() {
        fields.note("despite");
    }
    if errors.of("municipality-contacted").is_some() || typed.on("municipality-contacted") {
        fields.check("municipality-contacted", false);
    }
    (fields.fields, fields.hidden)
}

/// The form again, with what is wrong.
fn again(
    ctx: &Context<'_>,
    form: &ActForm,
    chain: Option<ChainId>,
    token: &FormToken,
    typed: &Typed,
    errors: &Errors,
) -> PageResult {
    let shown = Shown { typed, first: false, errors, draft: "" };
    let mut response = html(&page(ctx, form, chain, token, &shown))?;
    if !errors.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

async fn send(caller: &Caller, form: &ActForm, chain: Option<ChainId>, typed: Typed) -> PageResult {
    if let Some(done) = straight::send(caller, form, chain, &typed).await? {
        return Ok(done);
    }
    let app = &caller.state.app;
    let view = open(caller, chain).await?;
    let ctx = prepare(caller, form, view.as_ref(), &typed).await?;
    let opened = FormToken::open(app, typed.get("token"), form.word, &caller.actor.user);
    let token = match opened {
        Ok(token) if chain.is_none_or(|chain| chain == token.chain) => token,
        // Too old: the same words with a new token, to be sent once more.
        Err(BadToken::Expired) => {
            allow(caller, form, view.as_ref())?;
            let mut errors = Errors::default();
            errors.add("", caller.texts.text("error-form-expired-text"));
            let token = self::token(&ctx, form, chain, &typed);
            return again(&ctx, form, chain, &token, &typed, &errors);
        }
        Ok(_) | Err(BadToken::Forged) => return without_token(caller, form, &ctx, chain, &typed),
    };
    match typed.get("change") {
        "" => {}
        // From the page of a stale form: the same words about what stands now.
        "anew" => {
            allow(caller, form, view.as_ref())?;
            let mut typed = typed;
            typed.forget("anyway");
            if form.names_target {
                typed.forget("of");
            }
            let token = self::token(&ctx, form, chain, &typed);
            return again(&ctx, form, chain, &token, &typed, &Errors::default());
        }
        RECIPIENTS => {
            allow(caller, form, view.as_ref())?;
            let mut typed = typed;
            suggest_recipients(&ctx, &mut typed);
            return again(&ctx, form, chain, &token, &typed, &Errors::default());
        }
        // From the page of confirmation: the same form as it was.
        _ => {
            allow(caller, form, view.as_ref())?;
            return again(&ctx, form, chain, &token, &typed, &Errors::default());
        }
    }
    let known = app.store.command(token.cmd).await?.is_some();
    let waiting = waiting_act(app, token.cmd).await?;
    let mut read = Read::new(&ctx, &typed, token.shown.clone());
    let act = (form.read)(&mut read);
    let errors = read.errors;
    let Some(act) = act.filter(|_| errors.is_empty()) else {
        allow(caller, form, view.as_ref())?;
        let mut errors = errors;
        if errors.is_empty() {
            errors.add("", caller.texts.text("refused-not-standing"));
        }
        return again(&ctx, form, chain, &token, &typed, &errors);
    };
    if let Some(sent) = waiting.filter(|sent| *sent != act) {
        return answers::same_waiting(&ctx, form, &token, &typed, &sent);
    }
    if known || app.store.pending(token.cmd).await?.is_some() {
        return perform(caller, form, &ctx, &token, &typed, act).await;
    }
    if let Some(now) = freshness::since(form, &ctx, &token, &typed)
        && typed.get("anyway") != now.seal
    {
        allow(caller, form, view.as_ref())?;
        let possible = match preview_act(app, &caller.actor, token.chain, &act).await {
            Err(AppError::Refused(refused)) => refused.field().is_some(),
            other => other.is_ok(),
        };
        return answers::stale(&ctx, form, &token, &typed, &now, possible).await;
    }
    let preview = match preview_act(app, &caller.actor, token.chain, &act).await {
        Ok(preview) => preview,
        Err(AppError::Refused(refused)) => {
            return refused_now(&ctx, form, chain, &token, &typed, &refused).await;
        }
        Err(error) => return Err(error.into()),
    };
    if act.needs_confirmation() && !typed.on("confirm") {
        return answers::confirm(&ctx, form, chain, &token, &typed, &preview);
    }
    perform(caller, form, &ctx, &token, &typed, act).await
}

/// No token, or one that was not made for this: a form that is empty is told what is missing;
/// nothing is ever done.
fn without_token(
    caller: &Caller,
    form: &ActForm,
    ctx: &Context<'_>,
    chain: Option<ChainId>,
    typed: &Typed,
) -> PageResult {
    allow(caller, form, ctx.view)?;
    let mut read = Read::new(ctx, typed, Vec::new());
    (form.read)(&mut read);
    let mut errors = read.errors;
    errors.add("", caller.texts.text("error-form-expired-text"));
    let token = token(ctx, form, chain, typed);
    again(ctx, form, chain, &token, typed, &errors)
}

/// A rule said no: at the field where it is about one; otherwise, where something happened while the
/// form lay open, that is told.
async fn refused_now(
    ctx: &Context<'_>,
    form: &ActForm,
    chain: Option<ChainId>,
    token: &FormToken,
    typed: &Typed,
    refused: &Refused,
) -> PageResult {
    let meanwhile = matches!(
        refused,
        Refused::Over | Refused::NotStanding | Refused::AlreadyDone | Refused::WrongStage
    );
    let since = freshness::others_since(ctx, token);
    if meanwhile && !since.is_empty() {
        let now = freshness::Now { changes: since, seal: String::new() };
        return answers::stale(ctx, form, token, typed, &now, false).await;
    }
    let errors = answers::refusal(ctx, refused);
    again(ctx, form, chain, token, typed, &errors)
}

async fn perform(
    caller: &Caller,
    form: &ActForm,
    ctx: &Context<'_>,
    token: &FormToken,
    typed: &Typed,
    act: Act,
) -> PageResult {
    let app = &caller.state.app;
    let chain = token.chain;
    let receipt = receipt_url(ctx, token);
    let key = draft_key(caller, form, ctx.view.map(|view| view.id), typed);
    if act.waits() && app.store.command(token.cmd).await?.is_none() {
        if app.store.pending(token.cmd).await?.is_none() {
            wait_and_send(app, &caller.actor, chain, act, token.cmd).await?;
            app.store.drop_draft(&key).await?;
        }
        return Ok(redirect(&receipt));
    }
    let done = straight::done(ctx, form, &act, token);
    let mut request = PerformAct::new(chain, act, token.cmd);
    request.stay = ctx.stay.as_ref().map(|stay| stay.visit_key.clone());
    request.also = vec![Change::DraftDone(key)];
    match perform_act(app, &caller.actor, request).await {
        Ok(_) => Ok(redirect(&done)),
        Err(AppError::Different(sent)) => {
            answers::same_form(caller, form, ctx, token, typed, &sent).await
        }
        Err(AppError::Refused(refused)) => {
            let chain = ctx.view.map(|view| view.id);
            refused_now(ctx, form, chain, token, typed, &refused).await
        }
        Err(error) => Err(error.into()),
    }
}

/// A page that is not the one asked for, but says something: 409.
pub(super) fn conflict(mut response: Response) -> Response {
    *response.status_mut() = StatusCode::CONFLICT;
    response
}
