//! One event of a chain as the fold reads it.

use jiff::Timestamp;

use super::events::ChainEvent;
use crate::envelope::{Author, Body, EnvelopeError, Header, Hlc, Origin, StreamId, Value};
use crate::ids::{CommandId, EventId};
use crate::moment::Moment;

/// So many milliseconds may the clock of whoever writes be behind the log: five minutes (continuity 2).
const CLOCKS_DIFFER_MS: u64 = 5 * 60 * 1_000;

/// A fact: header and body together, its data read if this program knows the type.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The hash of the header.
    pub id: EventId,
    /// Where it stands.
    pub stream: StreamId,
    /// Who wrote it.
    pub origin: Origin,
    /// Dense per (origin, stream).
    pub seq: u64,
    /// Order of the time line only.
    pub hlc: Hlc,
    /// The act.
    pub cmd: CommandId,
    /// Which part of the act.
    pub part: u8,
    /// A version that does not know the type must stop writing.
    pub crit: bool,
    /// The values that the person was shown and replaces.
    pub replaces: Vec<EventId>,
    /// The type's word.
    pub event_type: String,
    /// The type's version.
    pub ver: u16,
    /// Who did it.
    pub who: Author,
    /// When it happened, as the person says.
    pub occurred_at: Moment,
    /// When the node stored it.
    pub written_at: Timestamp,
    /// When it was sent, where the law counts it.
    pub sent_at: Option<Timestamp>,
    /// The legal record in Swedish.
    pub text: String,
    /// The data; `Err` keeps the raw data of an unknown type (M14).
    pub event: Result<ChainEvent, Value>,
}

impl Fact {
    /// Joins a header and its body. Data that does not fit its own type is kept as unknown, so
    /// that one bad fact affects one fact (I11).
    pub fn new(id: EventId, header: &Header, body: Body) -> Self {
        let event = match ChainEvent::read(&body.event_type, body.ver, &body.data) {
            Some(Ok(event)) => Ok(event),
            Some(Err(_)) | None => Err(body.data),
        };
        Self {
            id,
            stream: header.stream,
            origin: header.origin,
            seq: header.seq,
            hlc: header.hlc,
            cmd: header.cmd,
            part: header.part,
            crit: header.crit,
            replaces: header.replaces.clone(),
            event_type: body.event_type,
            ver: body.ver,
            who: body.who,
            occurred_at: body.occurred_at,
            written_at: body.written_at,
            sent_at: body.sent_at,
            text: body.text,
            event,
        }
    }

    /// Reads stored bytes.
    pub fn decode(id: EventId, header: &[u8], body: &[u8]) -> Result<Self, EnvelopeError> {
        Ok(Self::new(id, &Header::from_bytes(header)?, Body::from_bytes(body)?))
    }

    /// The time that the law counts: when it was sent, otherwise when it was written.
    pub fn legal_time(&self) -> Timestamp {
        self.sent_at.unwrap_or(self.written_at)
    }

    /// The clock of whoever wrote it was more than five minutes behind what the log knew already: one of
    /// the two was wrong, and the times of what stands around it cannot be compared. It is shown, and is
    /// never a reason to refuse (continuity 2 and 3.11).
    pub fn clock_uncertain(&self) -> bool {
        let written = self.written_at.as_millisecond().max(0).cast_unsigned();
        self.hlc.ms().saturating_sub(written) > CLOCKS_DIFFER_MS
    }

    /// Something that its stream's readers read there. Segments and rooms are machinery, and the status
    /// of words in another compartment only counts them: whoever reads the words has them where they
    /// stand.
    pub fn says_something(&self) -> bool {
        use ChainEvent as E;
        !matches!(
            self.event,
            Ok(E::SegmentOpened(_)
                | E::RoomOpened(_)
                | E::MessageNoted(_)
                | E::QuestionAsked(_)
                | E::QuestionAnswered(_))
        )
    }

    /// The same part of the same act with the same content, whoever wrote it (M10).
    pub fn same_act(&self, other: &Self) -> bool {
        self.cmd == other.cmd
            && self.part == other.part
            && self.event == other.event
            && self.occurred_at == other.occurred_at
            && self.stream == other.stream
    }
}
