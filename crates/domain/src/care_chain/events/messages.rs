//! Messages, who has seen them, who has taken a step over, what was told by phone.

use serde::{Deserialize, Serialize};

use crate::care_chain::values::{MessageKind, PhoneFact};
use crate::envelope::Compartment;
use crate::ids::{CommandId, EventId, HsaId};
use crate::moment::Moment;
use crate::registry::Role;

data! {
    /// Data of `seen`.
    Seen {
        /// The unit that has seen.
        unit: HsaId,
        /// All messages shown.
        messages: Vec<EventId>,
    }
    /// Data of `taken-over`.
    TakenOver {
        /// The unit.
        unit: HsaId,
        /// The step's word, or a message id in hexadecimal.
        what: String,
        /// The message, when a message is taken over.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        message: Option<EventId>,
        /// Name of the person or role; none where staff is protected (definitions 12).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        by: Option<String>,
    }
    /// Data of `released`.
    Released {
        /// The unit.
        unit: HsaId,
        /// The step's word or message.
        what: String,
        /// Why.
        reason: String,
        /// The unit whose step it is, where it was handed over to the one that gives it back.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        owner: Option<HsaId>,
    }
    /// Data of `handover-offered`.
    HandoverOffered {
        /// What was taken over: the standing `taken-over` or `handover-accepted`.
        taking: EventId,
        /// The unit whose step it is.
        owner: HsaId,
        /// The step's word, or the message.
        what: String,
        /// The message, when it is one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        message: Option<EventId>,
        /// The unit that has it.
        from: HsaId,
        /// The unit that is asked.
        to: HsaId,
        /// The role that is asked, where it is one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        role: Option<Role>,
        /// The person that is asked, where it is one: never by name (definitions 12).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        person: Option<HsaId>,
        /// A note without health or social content.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        note: Option<String>,
    }
    /// Data of `handover-accepted`.
    HandoverAccepted {
        /// The offer.
        of: EventId,
        /// The unit whose step it is.
        owner: HsaId,
        /// The step's word, or the message.
        what: String,
        /// The message, when it is one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        message: Option<EventId>,
        /// The unit that has it now.
        unit: HsaId,
        /// Name of the person or role; none where staff is protected (definitions 12).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        by: Option<String>,
    }
    /// Data of `handover-ended`.
    HandoverEnded {
        /// The offer.
        of: EventId,
        /// The unit that declines, or that takes the offer back.
        unit: HsaId,
        /// Why.
        reason: String,
    }
    /// Data of `answer-deferred`.
    AnswerDeferred {
        /// The question, by its act.
        of: CommandId,
        /// The unit.
        unit: HsaId,
        /// When the unit comes back.
        until: Moment,
    }
    /// Data of `forwarded`.
    Forwarded {
        /// The message.
        message: EventId,
        /// From which unit.
        from: HsaId,
        /// To which unit.
        to: HsaId,
    }
    /// Data of `reminded`.
    Reminded {
        /// The step's word.
        step: String,
        /// The unit that is reminded.
        to: HsaId,
    }
    /// Data of `message-sent`.
    MessageSent {
        /// General, question or answer.
        kind: MessageKind,
        /// The receiving units.
        to: Vec<HsaId>,
        /// The words.
        text: String,
        /// The question's act, for an answer.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        of: Option<CommandId>,
    }
    /// Data of `message-noted`.
    MessageNoted {
        /// The receiving units.
        to: Vec<HsaId>,
        /// Where the words stand.
        compartment: Compartment,
    }
    /// Data of `question-asked`.
    QuestionAsked {
        /// The units that should answer.
        to: Vec<HsaId>,
        /// Where the words stand.
        compartment: Compartment,
    }
    /// Data of `question-answered`.
    QuestionAnswered {
        /// The question's act.
        of: CommandId,
        /// The answering unit.
        unit: HsaId,
    }
    /// Data of `told-by-phone`.
    ToldByPhone {
        /// The unit that spoke.
        unit: HsaId,
        /// Function or name of the one who spoke.
        said_by: String,
        /// When.
        at: Moment,
        /// Number called.
        number: String,
        /// It was read back: the time of sending (definitions 3).
        read_back: bool,
        /// What kind of thing was said.
        what: PhoneFact,
        /// The ready notice, where the answer is to one.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        of: Option<EventId>,
        /// From when the unit can receive.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        from: Option<Moment>,
        /// In words, without health or social content.
        note: String,
    }
    /// Data of `phone-confirmed`.
    PhoneConfirmed {
        /// The phone note.
        of: EventId,
        /// True as noted.
        holds: bool,
        /// The correction.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        correction: Option<String>,
    }
    /// Data of `phone-unanswered`.
    PhoneUnanswered {
        /// The unit that was called.
        unit: HsaId,
    }
}
