//! Writes and reads stream R.

use brygga_domain::envelope::{Author, Body, EnvelopeError, StreamId};
use brygga_domain::moment::Moment;
use brygga_domain::registry::{Registry, RegistryEvent};
use brygga_store::{ExpectedHead, NewEvent, Outcome, Position, Prepared, Store, StoreError};
use uuid::Uuid;

use crate::context::App;
use crate::error::AppError;
use crate::ports::random;

/// Facts of one unit of work at the most: a part is one byte.
const BATCH: usize = 200;

/// Reads the registry from its stream.
pub async fn read_registry(store: &dyn Store) -> Result<Registry, AppError> {
    Ok(read_with_end(store).await?.0)
}

/// Reads the registry again when another process has changed it.
pub async fn refresh_registry(app: &App) -> Result<(), AppError> {
    if !app.store.is_current(Uuid::nil(), app.registry_read()).await? {
        let (registry, read) = read_with_end(&*app.store).await?;
        app.replace_registry(registry, read);
    }
    Ok(())
}

pub(crate) async fn read_with_end(store: &dyn Store) -> Result<(Registry, Position), AppError> {
    let mut registry = Registry::default();
    let mut read_to = Position::default();
    for event in store.aggregate(Uuid::nil()).await? {
        read_to = event.position;
        let Some(body) = &event.body else { continue };
        let body = Body::from_bytes(body)?;
        // A type that this version does not know changes nothing here (M14).
        if let Some(read) = RegistryEvent::read(&body.event_type, body.ver, &body.data) {
            let damaged = |error| StoreError::Damaged(format!("registry event: {error}"));
            registry.apply(&read.map_err(damaged)?);
        }
    }
    Ok((registry, read_to))
}

/// Appends facts to stream R and takes them into use.
pub async fn append_registry(
    app: &App,
    author: &Author,
    events: Vec<RegistryEvent>,
) -> Result<(), AppError> {
    append(app, author, events, false).await
}

/// Gives a simulated county its registry: all of it or, when the program ends meanwhile, nothing.
pub async fn append_whole_registry(
    app: &App,
    author: &Author,
    events: Vec<RegistryEvent>,
) -> Result<(), AppError> {
    append(app, author, events, true).await?;
    Ok(app.store.flush().await?)
}

async fn append(
    app: &App,
    author: &Author,
    events: Vec<RegistryEvent>,
    simulated: bool,
) -> Result<(), AppError> {
    let stream = StreamId::registry();
    for batch in events.chunks(BATCH) {
        let now = app.now();
        let last = app.store.aggregate(Uuid::nil()).await?.last().map(|event| event.id);
        let events = batch
            .iter()
            .enumerate()
            .map(|(part, event)| encode(app, author, event, part))
            .collect::<Result<Vec<_>, AppError>>()?;
        let cmd = app.new_command();
        let prepared = Prepared {
            cmd,
            content: crate::care_chain::content("registry", &cmd, &stream.to_bytes())?,
            actor: author.user.as_ref().map_or_else(|| "system".to_owned(), ToString::to_string),
            at: now,
            expected: vec![ExpectedHead { stream, last }],
            read: None,
            events,
            changes: Vec::new(),
            access: Vec::new(),
        };
        let outcome =
            if simulated { app.store.apply(prepared).await } else { app.commit(prepared).await };
        match outcome {
            Ok(Outcome::Committed(_) | Outcome::Known(_)) => app.apply_to_registry(batch),
            Ok(Outcome::Different(_)) => return Err(AppError::Busy),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn encode(
    app: &App,
    author: &Author,
    event: &RegistryEvent,
    part: usize,
) -> Result<NewEvent, AppError> {
    let now = app.now();
    let event_type = event.event_type();
    let body = Body {
        salt: random(&*app.entropy),
        event_type: event_type.name.to_owned(),
        ver: event_type.ver,
        data: event.data().map_err(EnvelopeError::Cbor)?,
        text: event.sentence(),
        who: author.clone(),
        occurred_at: Moment::from_instant(now),
        written_at: now,
        sent_at: None,
        policy: app.policies.hash(),
    };
    Ok(NewEvent {
        stream: StreamId::registry(),
        deps: Vec::new(),
        replaces: Vec::new(),
        part: u8::try_from(part).map_err(|_| AppError::Busy)?,
        crit: event_type.crit,
        body: body.to_bytes()?,
    })
}
