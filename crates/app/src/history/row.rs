//! One chain of another system, as its row says it and with its times in a possible order.

use brygga_domain::follow_up::causes::Cause;
use brygga_domain::identification::PersonIdentifier;
use brygga_domain::moment::Moment;
use serde::{Deserialize, Serialize};

/// A row that can be imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainRow {
    /// The case in the other system: the same in two files is the same chain.
    pub case: String,
    /// The person.
    pub identifier: PersonIdentifier,
    /// The responsible ward, by HSA-id or name.
    pub ward: String,
    /// The municipality that answers for the person: the placing one, otherwise that of the
    /// registered residence (definition 7).
    pub municipality: String,
    /// That of the registered residence, where the file names the placing one beside it.
    pub residence: Option<String>,
    /// Admitted.
    pub admitted_at: Moment,
    /// The admission notice was sent.
    pub admission_notice_at: Option<Moment>,
    /// Ready notices, oldest first; only the last one may stand.
    pub ready: Vec<Notice>,
    /// Kommunklar.
    pub municipality_ready_at: Option<Moment>,
    /// A SIP is needed.
    pub sip_required: bool,
    /// The person says no to a SIP.
    pub sip_declined: bool,
    /// The SIP was called.
    pub sip_called_at: Option<Moment>,
    /// Öppenvårdsklar.
    pub outpatient_ready_at: Option<Moment>,
    /// Region-funded outpatient services are needed; where the file does not say, as the SIP.
    pub outpatient_needed: bool,
    /// The end of the chain.
    pub ended: Option<Ended>,
    /// Why the person stayed, as the other system says.
    pub causes: Vec<Cause>,
}

/// A ready notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Sent.
    pub sent_at: Moment,
    /// Withdrawn.
    pub withdrawn_at: Option<Moment>,
}

/// How a chain ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    /// Went home, or to where the person lives from then on.
    Home(Moment),
    /// Died.
    Deceased(Moment),
    /// Moved to another hospital.
    OtherHospital(Moment),
    /// Started by mistake: counts nowhere.
    Cancelled(Option<Moment>),
}
