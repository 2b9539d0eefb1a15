//! `brygga report`: which figures, of when and whom, in which form.

use std::path::PathBuf;

use brygga_domain::follow_up::lead_times::Measure;
use brygga_domain::follow_up::report::Month;
use brygga_domain::follow_up::weekend::Variant;
use brygga_i18n::Language;
use clap::{Args, Subcommand, ValueEnum};

use super::DataArgs;

#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// Who was ready in one week and left in a later one, by month, ward and municipality
    /// (docs/follow-up.md)
    WeekendStays {
        #[command(flatten)]
        args: ReportArgs,
        /// The way of counting: V1 is the definition, the others are variants with names of their
        /// own
        #[arg(long, value_enum, default_value = "v1", ignore_case = true)]
        variant: StayVariant,
    },
    /// How long each part of the way took: mean, median and 90th percentile, by month, ward and
    /// municipality (docs/follow-up.md)
    LeadTimes {
        #[command(flatten)]
        args: ReportArgs,
        /// Only this measure, for all and by month, such as ready_to_left (json or csv)
        #[arg(long, value_name = "MEASURE", value_parser = measure)]
        measure: Option<Measure>,
    },
    /// How often what the law and the routines ask for was kept, and what was not, by rule, unit and
    /// month (docs/follow-up.md)
    Compliance(ReportArgs),
    /// What municipalities are liable to pay, case by case (lag 2017:612 5 kap.)
    Liability {
        #[command(flatten)]
        args: ReportArgs,
        /// Try other terms on history: a file with `county` and `payment_rate` as in a registry
        /// file. The figures in force stand beside, and nothing is stored
        #[arg(long, value_name = "FILE")]
        what_if: Option<PathBuf>,
        /// The basis of invoices, by municipality and month: what is agreed or open, and what stands
        /// outside
        #[arg(long, conflicts_with_all = ["what_if", "public"])]
        invoice: bool,
    },
    /// Short-term places per municipality and year, beside the waiting for them (docs/follow-up.md)
    Capacity(ReportArgs),
}

/// The ways of counting a weekend stay.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum StayVariant {
    /// Ready on a Monday to Friday, left in a later week
    V1,
    /// "Någon gång": a notice at a weekend counts from Monday
    V2,
    /// Strict: the municipality was ready in a later week too
    V3,
    /// At least two days off in a row between
    V4,
}

impl From<StayVariant> for Variant {
    fn from(variant: StayVariant) -> Self {
        match variant {
            StayVariant::V1 => Self::V1,
            StayVariant::V2 => Self::V2,
            StayVariant::V3 => Self::V3,
            StayVariant::V4 => Self::V4,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// The first month
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    pub(crate) from: Month,
    /// The last month
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    pub(crate) to: Month,
    /// Only this ward: its HSA-id or its name
    #[arg(long, value_name = "WARD")]
    pub(crate) ward: Option<String>,
    /// Only this municipality: its code or its name
    #[arg(long, value_name = "CODE")]
    pub(crate) municipality: Option<String>,
    /// The form of the report
    #[arg(long, value_enum, default_value = "json")]
    pub(crate) format: ReportFormat,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// The language of xlsx, svg and pdf: sv or en
    #[arg(long, value_name = "LANGUAGE", default_value = "sv", value_parser = language)]
    pub(crate) language: Language,
    /// The version that may leave the parties concerned: small groups are hidden
    #[arg(long)]
    pub(crate) public: bool,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ReportFormat {
    /// One object, unrounded
    Json,
    /// For a spreadsheet: UTF-8 with a byte order mark, semicolons, decimal commas
    Csv,
    /// For a spreadsheet: a sheet for each table, unrounded
    Xlsx,
    /// Its diagram
    Svg,
    /// For paper
    Pdf,
}

impl ReportFormat {
    /// Bytes that are no text.
    pub(crate) const fn is_binary(self) -> bool {
        matches!(self, Self::Xlsx | Self::Pdf)
    }
}

fn language(text: &str) -> Result<Language, String> {
    Language::from_code(text).ok_or_else(|| "the languages are sv and en".to_owned())
}

/// Says what a month looks like.
fn month(text: &str) -> Result<Month, String> {
    Month::parse(text).ok_or_else(|| "it is not a month such as 2026-11".to_owned())
}

/// Says which measures there are.
fn measure(text: &str) -> Result<Measure, String> {
    let found = Measure::ALL.iter().find(|measure| measure.as_str() == text);
    found.copied().ok_or_else(|| {
        let all: Vec<&str> = Measure::ALL.iter().map(|measure| measure.as_str()).collect();
        format!("the measures are {}", all.join(", "))
    })
}
