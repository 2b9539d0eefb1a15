//! What is said afterwards: cancellations, the history of another system, follow-up.

use serde::{Deserialize, Serialize};

use crate::care_chain::values::{CancelReason, LiabilitySide, LiabilityStatus};
use crate::follow_up::causes::Cause;
use crate::ids::{EventId, HsaId};

data! {
    /// Data of `facts-cancelled`.
    FactsCancelled {
        /// The facts.
        of: Vec<EventId>,
        /// Why.
        reason: CancelReason,
        /// In words.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        note: Option<String>,
    }
    /// Data of `cancellation-confirmed`.
    CancellationConfirmed {
        /// The cancellation.
        of: EventId,
        /// The unit that confirms.
        unit: HsaId,
    }
    /// Data of `history-imported`. It stands in health care: a cause may be a medical reason to stay
    /// (definitions 1).
    HistoryImported {
        /// The case in the other system.
        case: String,
        /// Why the person stayed, as the other system says.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        causes: Vec<Cause>,
        /// The municipality of the registered residence, where the placing one answers for the person
        /// and is the chain's (5 kap. 2 §).
        #[serde(skip_serializing_if = "Option::is_none", default)]
        residence: Option<String>,
    }
    /// Data of `delay-cause-judged`. It stands in health care: the cause may be a medical reason to
    /// stay (definitions 1).
    DelayCauseJudged {
        /// The unit that says it.
        unit: HsaId,
        /// The main cause.
        cause: Cause,
        /// Why it is not the derived one.
        reason: String,
    }
    /// Data of `liability-status-set`. The note is for the parties of the payment, and says nothing of
    /// health or social circumstances.
    LiabilityStatusSet {
        /// The ready notice.
        of: EventId,
        /// Who says it.
        side: LiabilitySide,
        /// What.
        status: LiabilityStatus,
        /// Why.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        note: Option<String>,
    }
}
