//! Tables of projections as text, the same on every backend: for comparing two stores row by row.

/// A table that follows from the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProjectionTable {
    /// One row a chain.
    Chain,
    /// One row a chain and unit.
    ChainParty,
    /// Whose own a chain is.
    ChainTaker,
    /// Counters of a unit; one that has come back to zero is as if it were not there.
    UnitCounter,
    /// One row a stay.
    Stay,
    /// Whose identifier it is.
    PersonIdentifier,
    /// What follow-up counts, one row a chain.
    ChainFact,
    /// What says whether a month of it is as it was; one without chains is as if it were not there.
    FactMonth,
    /// Chains that are called the same admission.
    ChainLink,
}

impl ProjectionTable {
    /// Every table.
    pub const ALL: [Self; 9] = [
        Self::Chain,
        Self::ChainParty,
        Self::ChainTaker,
        Self::UnitCounter,
        Self::Stay,
        Self::PersonIdentifier,
        Self::ChainFact,
        Self::FactMonth,
        Self::ChainLink,
    ];

    /// Its name in every backend.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chain => "chain",
            Self::ChainParty => "chain_party",
            Self::ChainTaker => "chain_taker",
            Self::UnitCounter => "unit_counter",
            Self::Stay => "stay",
            Self::PersonIdentifier => "person_identifier",
            Self::ChainFact => "chain_fact",
            Self::FactMonth => "fact_month",
            Self::ChainLink => "chain_link",
        }
    }

    /// How many of its columns, from the first on, are its key. The columns `chain` and `other` are
    /// bytes, in hex here, `month` is a number; the others are texts.
    pub const fn key(self) -> usize {
        match self {
            Self::Chain | Self::UnitCounter | Self::Stay | Self::ChainFact | Self::FactMonth => 1,
            Self::ChainParty | Self::PersonIdentifier | Self::ChainLink => 2,
            Self::ChainTaker => 3,
        }
    }

    /// Its columns.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Chain => &[
                "chain",
                "person",
                "family",
                "given",
                "name_folded",
                "identifier_system",
                "identifier",
                "birth_date",
                "protected",
                "municipality",
                "area",
                "ward",
                "place",
                "stage",
                "stage_since",
                "admitted_at",
                "estimate",
                "ready_at",
                "municipality_ready",
                "outpatient_ready",
                "discharged_at",
                "liability_from",
                "prepared",
                "prepared_of",
                "weekend_from",
                "weekend_until",
                "conflict",
                "owner",
                "active",
                "recompute_at",
                "changed_at",
                "version",
            ],
            Self::ChainParty => &[
                "chain",
                "unit",
                "organisation",
                "branch",
                "active",
                "reads_until",
                "answer",
                "answered_at",
                "group_no",
                "step_code",
                "step_detail",
                "step_unit",
                "step_role",
                "step_due",
                "step_statutory",
                "unseen",
                "taken_by",
                "is_new",
                "municipalities_ready",
                "municipalities",
                "list",
                "order_group",
                "order_ms",
                "untaken",
                "area",
                "weekend_from",
                "weekend_until",
                "name_folded",
                "changed_at",
            ],
            Self::ChainTaker => &["unit", "who", "chain"],
            Self::UnitCounter => &["unit", "open", "ours", "unseen", "untaken"],
            Self::Stay => &[
                "visit_key",
                "stay",
                "visit",
                "person",
                "identifier_kind",
                "identifier_system",
                "identifier",
                "name",
                "family",
                "given",
                "municipality",
                "address",
                "state",
                "ward_code",
                "ward",
                "place",
                "admitted_at",
                "discharged_at",
                "deceased",
                "protected",
                "chain",
                "open",
                "waiting",
            ],
            Self::PersonIdentifier => &["value", "system", "person"],
            Self::ChainFact => &[
                "chain",
                "month",
                "first_month",
                "last_month",
                "long",
                "ward",
                "municipality",
                "version",
                "facts",
                "mark",
            ],
            Self::FactMonth => &["month", "chains", "mark"],
            Self::ChainLink => &["chain", "other"],
        }
    }
}

/// The values of a row in the order of [`ProjectionTable::columns`]: numbers in digits, true as 1,
/// bytes in hex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownRow(pub Vec<Option<String>>);

impl ShownRow {
    /// The values of the key.
    pub fn key(&self, table: ProjectionTable) -> Vec<String> {
        self.0.iter().take(table.key()).map(|value| value.clone().unwrap_or_default()).collect()
    }
}
