//! Many chains at once, for benches (decision 36): real envelopes, signed on all cores, handed to a
//! backend in large pieces, proved afterwards by [`crate::verify`]. Nothing that serves anybody comes
//! here: heads are not checked and nothing is durable before the end.

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::Arc;

use async_trait::async_trait;
use brygga_domain::envelope::{Body, Header, Hlc, Origin, SigningKey, StreamId, sign};
use brygga_domain::ids::{CommandId, Digest, EventId};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;

use crate::{Change, NewEvent, Position, StoreError, StoredEvent};

/// Chains that are signed before they are handed on.
const PIECE: u64 = 500;
/// Pieces that may wait for the database, for each core.
const WAITING: usize = 2;
/// Chains that the hash of a recipe is taken over.
const SAMPLE: u64 = 32;

/// What is to be made. The same recipe gives the same bytes.
pub trait Recipe: Send + Sync {
    /// Seals the events of one chain, act by act, and adds the rows that follow from them.
    ///
    /// # Errors
    /// When the recipe itself is wrong: nothing is kept then.
    fn chain(&self, number: u64, seal: &mut Seal<'_>) -> Result<(), StoreError>;
}

/// An act whose events are signed and have no place in the log yet.
#[derive(Debug, Clone)]
pub struct SealedAct {
    /// The act.
    pub cmd: CommandId,
    /// What it says.
    pub content: Digest,
    /// Who.
    pub actor: String,
    /// When.
    pub at: Timestamp,
    /// Its events, with their headers; the backend gives each its position.
    pub events: Vec<(StoredEvent, Header)>,
}

/// Acts of some chains, and the rows that follow from them.
#[derive(Debug, Clone, Default)]
pub struct Piece {
    /// In order.
    pub acts: Vec<SealedAct>,
    /// The last word on each chain.
    pub changes: Vec<Change>,
    /// Chains in it.
    pub chains: u64,
}

/// Takes a recipe's events one by one.
pub struct Seal<'a> {
    origin: Origin,
    key: &'a SigningKey,
    heads: HashMap<StreamId, (u64, EventId)>,
    clock: Hlc,
    piece: &'a mut Piece,
    /// Where the chain's own acts begin.
    first: usize,
}

impl Seal<'_> {
    /// Signs the events of one act and gives their ids. `expected` heads are the seal's own: the
    /// event before in the stream is named as `deps` when none are given.
    pub fn act(
        &mut self,
        cmd: CommandId,
        actor: &str,
        at: Timestamp,
        events: Vec<NewEvent>,
    ) -> Vec<EventId> {
        let mut said = Sha256::new();
        let mut sealed = Vec::with_capacity(events.len());
        for event in events {
            said.update(&event.body);
            sealed.push(self.event(cmd, at, event));
        }
        let ids = sealed.iter().map(|(event, _)| event.id).collect();
        let content = Digest(said.finalize().into());
        let actor = actor.to_owned();
        self.piece.acts.push(SealedAct { cmd, content, actor, at, events: sealed });
        ids
    }

    /// The events that were sealed of this chain so far.
    pub fn events(&self) -> impl Iterator<Item = &StoredEvent> {
        let acts = self.piece.acts.iter().skip(self.first);
        acts.flat_map(|act| act.events.iter().map(|(event, _)| event))
    }

    /// Adds rows.
    pub fn rows(&mut self, changes: Vec<Change>) {
        self.piece.changes.extend(changes);
    }

    fn event(&mut self, cmd: CommandId, at: Timestamp, event: NewEvent) -> (StoredEvent, Header) {
        let NewEvent { stream, mut deps, replaces, part, crit, body } = event;
        let (seq, prev) = self.heads.get(&stream).copied().unwrap_or((0, EventId([0; 32])));
        if deps.is_empty() && seq > 0 {
            deps.push(prev);
        }
        self.clock = self.clock.tick(at.as_millisecond().max(0).cast_unsigned());
        let header = Header {
            stream,
            origin: self.origin,
            seq: seq + 1,
            prev,
            deps,
            replaces,
            cmd,
            hlc: self.clock,
            crit,
            body_hash: Body::hash(&body),
            part,
        };
        let signed = sign(&header, self.key);
        self.heads.insert(stream, (header.seq, signed.id));
        let stored = StoredEvent {
            position: Position::default(),
            id: signed.id,
            stream,
            origin: self.origin,
            seq: header.seq,
            header: signed.bytes,
            signature: signed.signature,
            key_id: 0,
            body: Some(body),
            received_at: at,
        };
        (stored, header)
    }
}

/// A backend that takes sealed acts: gives positions and writes rows, one transaction a piece.
#[async_trait]
pub trait BulkWriter: Send {
    /// Writes a piece.
    async fn load(&mut self, piece: Piece) -> Result<(), StoreError>;
    /// Makes all of it durable, with every index that a server needs.
    async fn finish(&mut self) -> Result<(), StoreError>;
}

/// Seals one chain apart from all others.
fn seal(
    recipe: &dyn Recipe,
    origin: Origin,
    key: &SigningKey,
    number: u64,
    piece: &mut Piece,
) -> Result<(), StoreError> {
    let (heads, clock, first) = (HashMap::new(), Hlc::default(), piece.acts.len());
    let mut seal = Seal { origin, key, heads, clock, piece, first };
    recipe.chain(number, &mut seal)?;
    piece.chains += 1;
    Ok(())
}

/// What a recipe makes, as a hash: another encoding, another text, another row or another key gives
/// another one, and what was kept under the old one is made anew.
///
/// # Errors
/// When the recipe fails.
pub fn recipe_hash(
    recipe: &dyn Recipe,
    origin: Origin,
    key: &SigningKey,
    chains: u64,
) -> Result<Digest, StoreError> {
    let mut piece = Piece::default();
    for number in 0..chains.min(SAMPLE) {
        seal(recipe, origin, key, number, &mut piece)?;
    }
    let mut hash = Sha256::new();
    hash.update(chains.to_be_bytes());
    for act in &piece.acts {
        hash.update(act.cmd.bytes());
        hash.update(act.content.0);
        act.events.iter().for_each(|(event, _)| hash.update(event.id.0));
    }
    hash.update(format!("{:?}", piece.changes));
    Ok(Digest(hash.finalize().into()))
}

/// Makes so many chains: all cores sign, the caller's task writes. `progress` is told how many chains
/// are written. Gives the number of events.
///
/// # Errors
/// When the recipe or the database fails; what was written then is of no use.
pub async fn make(
    writer: &mut dyn BulkWriter,
    recipe: &Arc<dyn Recipe>,
    origin: Origin,
    key: &SigningKey,
    chains: u64,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<u64, StoreError> {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let pieces = chains.div_ceil(PIECE);
    // Pieces come in their order, whoever was first: core k makes k, k + cores, k + 2 · cores …
    let mut receivers: Vec<_> = (0..cores)
        .map(|core| {
            let (sender, receiver) = mpsc::channel(WAITING);
            let (recipe, key) = (Arc::clone(recipe), key.clone());
            std::thread::spawn(move || {
                for number in (core as u64..pieces).step_by(cores) {
                    let sealed = sealed_piece(&*recipe, origin, &key, number, chains);
                    let failed = sealed.is_err();
                    // The other end goes when the database fails.
                    if sender.blocking_send(sealed).is_err() || failed {
                        return;
                    }
                }
            });
            receiver
        })
        .collect();
    let (mut events, mut written) = (0, 0);
    for (number, at) in (0..pieces).zip((0..cores).cycle()) {
        let piece = receivers[at].recv().await;
        let piece = piece.ok_or_else(|| {
            StoreError::Engine(format!("the recipe stopped at piece {number}").into())
        })??;
        events += piece.acts.iter().map(|act| act.events.len() as u64).sum::<u64>();
        written += piece.chains;
        writer.load(piece).await?;
        progress(written);
    }
    writer.finish().await?;
    Ok(events)
}

fn sealed_piece(
    recipe: &dyn Recipe,
    origin: Origin,
    key: &SigningKey,
    number: u64,
    chains: u64,
) -> Result<Piece, StoreError> {
    let mut piece = Piece::default();
    for chain in number * PIECE..((number + 1) * PIECE).min(chains) {
        seal(recipe, origin, key, chain, &mut piece)?;
    }
    Ok(piece)
}
