//! `brygga import` and `brygga export`: what comes from other systems, and what they get.

use std::path::PathBuf;

use brygga_app::follow_up::FactTable;
use clap::{Args, Subcommand, ValueEnum};

use super::DataArgs;

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Read HL7 v2 ADT messages; prints one line a message: code, control id, reason
    Adt {
        /// Files: MLLP frames, plain text with one or many messages, or a batch
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[command(flatten)]
        data: DataArgs,
    },
    /// Read the history of another system from a CSV file, one row a care chain (docs/import.md):
    /// prints every faulty row with line, column and reason, and writes the good ones. Started again,
    /// it goes on where it was interrupted, and writes nothing twice
    CareChains(ImportChains),
    /// Read short-term places per municipality and year from a CSV file (docs/follow-up.md): prints
    /// every fault with line, column and reason, and writes nothing unless all is right. The same file
    /// once more writes nothing
    Capacity {
        /// The file: UTF-8, comma or semicolon, a header with the names of the columns
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Only say what is wrong; write nothing
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        data: DataArgs,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ImportChains {
    /// The file: UTF-8, comma or semicolon, a header with the names of the columns
    #[arg(value_name = "FILE", required_unless_present = "planning", conflicts_with = "planning")]
    pub(crate) file: Option<PathBuf>,
    /// Instead of one file: the cases of the planning system, joined with --stays on the person and
    /// on times that overlap
    #[arg(long, value_name = "FILE", requires = "stays")]
    pub(crate) planning: Option<PathBuf>,
    /// The stays of the hospital's system
    #[arg(long, value_name = "FILE", requires = "planning")]
    pub(crate) stays: Option<PathBuf>,
    /// Corrections: case_id,stay_id of each match that is not found, or not the right one
    #[arg(long, value_name = "FILE", requires = "planning")]
    pub(crate) matches: Option<PathBuf>,
    /// Only say which rows are faulty and which units would be created; write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// One JSON object a line
    Ndjson,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// Print the stays of the admission feed
    Stays {
        /// The form of the lines
        #[arg(long, value_enum, default_value = "ndjson")]
        format: Format,
        /// The planned and the cancelled ones too
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        data: DataArgs,
    },
    /// Print what the admission feed left for a person to look at, newest first: when, the sender's
    /// application and facility, control id, reason
    Review(DataArgs),
    /// Write a fact table as columns (docs/follow-up.md): one row a chain, a period of waiting, an
    /// admission notice or an account of payment liability, nothing hidden
    Facts {
        /// The table
        #[arg(long, value_enum, default_value = "chains")]
        table: FactsTable,
        /// The form of the file
        #[arg(long, value_enum, default_value = "parquet")]
        format: FactsFormat,
        /// The file
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        data: DataArgs,
    },
}

/// The fact tables.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FactsTable {
    /// One row a chain
    Chains,
    /// One row a period of waiting
    Delays,
    /// One row an admission notice and receiving unit
    Notices,
    /// One row a ready notice, with its account of payment liability by the terms in force
    Liability,
}

impl From<FactsTable> for FactTable {
    fn from(table: FactsTable) -> Self {
        match table {
            FactsTable::Chains => Self::Chains,
            FactsTable::Delays => Self::Delays,
            FactsTable::Notices => Self::Notices,
            FactsTable::Liability => Self::Liability,
        }
    }
}

/// The forms of an export of facts.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FactsFormat {
    /// Columns with types, for DuckDB, pandas and their like
    Parquet,
    /// UTF-8, commas, times in UTC
    Csv,
}
