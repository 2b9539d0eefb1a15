//! Configuration: defaults < `brygga.toml` < `BRYGGA_*` < flags (decision 29). The command line
//! parser reads the last two.

use std::fmt;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context as _, bail};
use brygga_domain::registry::nearest;
use ipnet::IpNet;
use lettre::message::{Mailbox, Mailboxes};

use crate::cli::{self, Addresses};
use crate::database::Database;
use crate::logging::{Filter, LogFormat};
use crate::mail::{MailServer, MailedReport, PublicUrl};
use crate::tls::TlsFiles;
use crate::traces::Collector;

/// The file's name inside the data folder.
pub(crate) const FILE_NAME: &str = "brygga.toml";
/// What the file may hold; each has its variable, `BRYGGA_` and the key in capitals.
const KEYS: [&str; 16] = [
    "listen",
    "mllp",
    "metrics",
    "tls",
    "behind_proxy",
    "connections",
    "patience",
    "mail",
    "mail_from",
    "mail_to",
    "mail_report",
    "public_url",
    "database",
    "log",
    "log_format",
    "otlp",
];
/// The data folder holds the file, so that no key of it can name the folder.
const ONLY_VARIABLES: [&str; 1] = ["BRYGGA_DATA"];
/// Of the tools and tests of the repository, which may start the program with them set.
const OF_TOOLS: [&str; 4] =
    ["BRYGGA_BIN", "BRYGGA_CHROMIUM", "BRYGGA_SHARED", "BRYGGA_E2E_WORKERS"];
const OF_TESTS: [&str; 2] = ["BRYGGA_TEST_", "BRYGGA_BENCH_"];
const AN_ADDRESS: &str = "an address and port such as 127.0.0.1:8080";
const A_NETWORK: &str = "a network such as 10.0.0.0/8";
const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
const DEFAULT_CONNECTIONS: NonZeroU32 = NonZeroU32::new(10_000).expect("not zero");
const DEFAULT_PATIENCE: NonZeroU32 = NonZeroU32::new(30).expect("not zero");

/// A network, such as `10.0.0.0/8`; one address when there is no `/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cidr(pub(crate) IpNet);

impl FromStr for Cidr {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let one = || text.parse::<IpAddr>().map(IpNet::from);
        let network = text.parse().or_else(|_| one());
        network.map(Self).map_err(|_| format!("it is not {A_NETWORK}"))
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a value comes from; later ones win.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// Nobody said anything.
    Default,
    /// `brygga.toml`.
    File,
    /// `BRYGGA_*`.
    Environment,
    /// The command line.
    Flag,
}

impl Source {
    /// For `brygga config show`.
    pub(crate) fn words(self, key: &str) -> String {
        match self {
            Self::Default => "default".to_owned(),
            Self::File => FILE_NAME.to_owned(),
            Self::Environment => variable(key),
            Self::Flag => format!("--{}", key.replace('_', "-")),
        }
    }

    /// Of a value that the command line gave: its parser asks the environment where there is no
    /// flag.
    fn of_given<T: FromStr + PartialEq>(key: &str, given: &T) -> Self {
        let set = std::env::var(variable(key)).ok().and_then(|text| text.parse::<T>().ok());
        if set.as_ref() == Some(given) { Self::Environment } else { Self::Flag }
    }
}

fn variable(key: &str) -> String {
    format!("BRYGGA_{}", key.to_uppercase())
}

/// Refuses a variable that looks like a setting and is none, with the nearest name.
pub(crate) fn check_environment() -> anyhow::Result<()> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    check_variables(names)
}

fn check_variables(names: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let known: Vec<String> =
        KEYS.iter().map(|key| variable(key)).chain(ONLY_VARIABLES.map(str::to_owned)).collect();
    for name in names.filter(|name| name.starts_with("BRYGGA_")) {
        let of_tools = OF_TOOLS.contains(&name.as_str())
            || OF_TESTS.iter().any(|prefix| name.starts_with(prefix));
        if known.contains(&name) || of_tools {
            continue;
        }
        match nearest(&name, known.iter().map(String::as_str)) {
            Some(known) => bail!("the variable {name} is not known; did you mean {known}?"),
            None => bail!("the variable {name} is not known; known: {}", known.join(", ")),
        }
    }
    Ok(())
}

/// What the server is started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Config {
    pub(crate) listen: (SocketAddr, Source),
    pub(crate) mllp: (Option<SocketAddr>, Source),
    pub(crate) metrics: (Option<SocketAddr>, Source),
    pub(crate) tls: (Option<TlsFiles>, Source),
    pub(crate) behind_proxy: (Option<Cidr>, Source),
    /// Connections to the screens at a time.
    pub(crate) connections: (NonZeroU32, Source),
    /// Seconds that a connection may keep this server waiting.
    pub(crate) patience: (NonZeroU32, Source),
    /// The mail server of the monthly report; none sends none.
    pub(crate) mail: (Option<MailServer>, Source),
    pub(crate) mail_from: (Option<Mailbox>, Source),
    pub(crate) mail_to: (Option<Mailboxes>, Source),
    pub(crate) mail_report: (Option<MailedReport>, Source),
    pub(crate) public_url: (Option<PublicUrl>, Source),
}

impl Config {
    /// Puts the file of the folder and what was given together, and refuses an address that others
    /// reach without TLS.
    pub(crate) fn read(folder: &Path, given: &Addresses) -> anyhow::Result<Self> {
        let (path, text) = read_file(folder)?;
        let config =
            Self::of(&text, folder, given).with_context(|| format!("in {}", path.display()))?;
        config.check()?;
        Ok(config)
    }

    fn of(text: &str, folder: &Path, given: &Addresses) -> anyhow::Result<Self> {
        let file = parse_file(text)?;
        let listen = pick(given.listen, &file, "listen", AN_ADDRESS)?;
        let mllp = pick(given.mllp, &file, "mllp", AN_ADDRESS)?;
        let metrics = pick(given.metrics, &file, "metrics", AN_ADDRESS)?;
        let behind_proxy = pick(given.behind_proxy, &file, "behind_proxy", A_NETWORK)?;
        let connections = number(given.connections, &file, "connections")?;
        let patience = number(given.patience, &file, "patience")?;
        Ok(Self {
            listen: (listen.0.unwrap_or(DEFAULT_LISTEN), listen.1),
            mllp,
            metrics,
            tls: tls(given.tls.as_deref(), &file, folder)?,
            behind_proxy,
            connections: (connections.0.unwrap_or(DEFAULT_CONNECTIONS), connections.1),
            patience: (patience.0.unwrap_or(DEFAULT_PATIENCE), patience.1),
            mail: mail(given.mail.clone(), &file)?,
            mail_from: pick(given.mail_from.clone(), &file, "mail_from", "an e-mail address")?,
            mail_to: pick(given.mail_to.clone(), &file, "mail_to", "e-mail addresses")?,
            mail_report: pick(given.mail_report, &file, "mail_report", "a report by e-mail")?,
            public_url: pick(given.public_url.clone(), &file, "public_url", "an https address")?,
        })
    }

    fn check(&self) -> anyhow::Result<()> {
        let addresses = [Some(self.listen.0), self.mllp.0, self.metrics.0];
        let open = addresses.into_iter().flatten().find(|address| !address.ip().is_loopback());
        if let (Some(open), None, None) = (open, self.behind_proxy.0, &self.tls.0) {
            bail!(
                "{open} can be reached from other machines: give a certificate and its key with \
                 --tls CERT KEY, or put a proxy that ends TLS in front and name its network with \
                 --behind-proxy, or listen on 127.0.0.1"
            );
        }
        let whole =
            self.mail_from.0.is_some() && self.mail_to.0.is_some() && self.public_url.0.is_some();
        if self.mail.0.is_some() && !whole {
            bail!("mail needs mail_from, mail_to and public_url too");
        }
        Ok(())
    }
}

/// What is logged, and how.
#[derive(Debug)]
pub(crate) struct Logging {
    pub(crate) filter: (Filter, Source),
    pub(crate) format: (LogFormat, Source),
    pub(crate) otlp: (Option<Collector>, Source),
}

impl Logging {
    /// A file that cannot be read is left to the command to tell.
    pub(crate) fn read(folder: Option<&Path>, given: &cli::Logging) -> anyhow::Result<Self> {
        let file = folder.and_then(|folder| read_file(folder).ok());
        let (path, text) = file.unwrap_or_default();
        Self::of(&text, given).with_context(|| format!("in {}", path.display()))
    }

    fn of(text: &str, given: &cli::Logging) -> anyhow::Result<Self> {
        let file = parse_file(text)?;
        let filter = pick(given.log.clone(), &file, "log", "a filter such as info")?;
        let format = pick(given.log_format, &file, "log_format", "text or json")?;
        Ok(Self {
            filter: (filter.0.unwrap_or_default(), filter.1),
            format: (format.0.unwrap_or_default(), format.1),
            otlp: pick(given.otlp.clone(), &file, "otlp", "such as http://127.0.0.1:4318")?,
        })
    }
}

/// For the command line: says what an address looks like.
pub(crate) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| format!("it is not {AN_ADDRESS}"))
}

/// The database that holds the log; none = the data folder itself.
pub(crate) fn database(
    folder: &Path,
    given: Option<&Database>,
) -> anyhow::Result<(Option<Database>, Source)> {
    if let Some(given) = given {
        return Ok((Some(given.clone()), Source::of_given("database", given)));
    }
    let (path, text) = read_file(folder)?;
    let in_file = || format!("in {}", path.display());
    let file = parse_file(&text).with_context(in_file)?;
    match file.get("database").map(toml::Value::as_str) {
        None => Ok((None, Source::Default)),
        // Not quoted when it is wrong: it may hold a password.
        Some(text) => match text.and_then(|text| text.parse().ok()) {
            Some(database) => Ok((Some(database), Source::File)),
            None => bail!("{}: database must be \"postgres://user@host:port/name\"", in_file()),
        },
    }
}

/// Not quoted when it is wrong: it may hold a password.
fn mail(
    given: Option<MailServer>,
    file: &toml::Table,
) -> anyhow::Result<(Option<MailServer>, Source)> {
    if let Some(given) = given {
        let source = Source::of_given("mail", &given);
        return Ok((Some(given), source));
    }
    let Some(value) = file.get("mail") else { return Ok((None, Source::Default)) };
    match value.as_str().map(str::parse) {
        Some(Ok(server)) => Ok((Some(server), Source::File)),
        Some(Err(looks)) => bail!("mail must be {looks}"),
        None => bail!("mail must be a text in quotes"),
    }
}

fn read_file(folder: &Path) -> anyhow::Result<(PathBuf, String)> {
    let path = folder.join(FILE_NAME);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok((path, text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok((path, String::new())),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            bail!("{} is not a folder", folder.display())
        }
        Err(error) => Err(error).context(format!("{} cannot be read", path.display())),
    }
}

fn parse_file(text: &str) -> anyhow::Result<toml::Table> {
    let file: toml::Table = text.parse()?;
    if let Some(unknown) = file.keys().find(|key| !KEYS.contains(&key.as_str())) {
        match nearest(unknown, KEYS) {
            Some(known) => bail!("the key {unknown} is not known; did you mean {known}?"),
            None => bail!("the key {unknown} is not known; known: {}", KEYS.join(", ")),
        }
    }
    Ok(file)
}

/// Two files; those of `brygga.toml` are found from its folder.
fn tls(
    given: Option<&[PathBuf]>,
    file: &toml::Table,
    folder: &Path,
) -> anyhow::Result<(Option<TlsFiles>, Source)> {
    if let Some([certificate, key]) = given {
        let files = TlsFiles { certificate: certificate.clone(), key: key.clone() };
        let source = Source::of_given("tls", &files);
        return Ok((Some(files), source));
    }
    let Some(value) = file.get("tls") else { return Ok((None, Source::Default)) };
    let names = value.as_array().into_iter().flatten().map(toml::Value::as_str);
    match names.collect::<Vec<_>>().as_slice() {
        [Some(certificate), Some(key)] => {
            let files = TlsFiles { certificate: folder.join(certificate), key: folder.join(key) };
            Ok((Some(files), Source::File))
        }
        _ => bail!("tls must be two files: tls = [\"cert.pem\", \"key.pem\"]"),
    }
}

fn pick<T: FromStr + PartialEq>(
    given: Option<T>,
    file: &toml::Table,
    key: &str,
    what: &str,
) -> anyhow::Result<(Option<T>, Source)> {
    if let Some(given) = given {
        let source = Source::of_given(key, &given);
        return Ok((Some(given), source));
    }
    let Some(value) = file.get(key) else { return Ok((None, Source::Default)) };
    let Some(text) = value.as_str() else { bail!("{key} must be a text in quotes") };
    let value = text.parse().map_err(|_| anyhow::anyhow!("{key} = \"{text}\" is not {what}"))?;
    Ok((Some(value), Source::File))
}

/// A whole number from 1 on, written without quotes.
fn number(
    given: Option<NonZeroU32>,
    file: &toml::Table,
    key: &str,
) -> anyhow::Result<(Option<NonZeroU32>, Source)> {
    if let Some(given) = given {
        return Ok((Some(given), Source::of_given(key, &given)));
    }
    let Some(value) = file.get(key) else { return Ok((None, Source::Default)) };
    let number = value.as_integer().and_then(|it| u32::try_from(it).ok()).and_then(NonZeroU32::new);
    match number {
        Some(number) => Ok((Some(number), Source::File)),
        None => bail!("{key} = {value} is not a whole number from 1 on, without quotes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(file: &str, given: &Addresses) -> anyhow::Result<Config> {
        Config::of(file, Path::new("/srv/brygga"), given)
    }

    fn refused(file: &str) -> String {
        format!("{:#}", of(file, &Addresses::default()).unwrap_err())
    }

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let file = "listen = \"127.0.0.1:9000\"\nmllp = \"127.0.0.1:2575\"";
        let given =
            Addresses { listen: Some("127.0.0.1:1".parse().unwrap()), ..Default::default() };
        let config = of(file, &given).unwrap();
        assert_eq!(config.listen, ("127.0.0.1:1".parse().unwrap(), Source::Flag));
        assert_eq!(config.mllp, (Some("127.0.0.1:2575".parse().unwrap()), Source::File));
        assert_eq!(of("", &Addresses::default()).unwrap().listen.1, Source::Default);
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_name() {
        let error = refused("lisen = \"127.0.0.1:1\"");
        assert!(error.contains("did you mean listen?"), "{error}");
    }

    #[test]
    fn an_unknown_variable_is_refused_with_the_nearest_name() {
        let check = |name: &str| check_variables([name.to_owned()].into_iter());
        let error = check("BRYGGA_LISEN").unwrap_err().to_string();
        assert!(error.contains("BRYGGA_LISEN") && error.contains("BRYGGA_LISTEN?"), "{error}");
        for known in ["BRYGGA_DATA", "BRYGGA_LOG_FORMAT", "BRYGGA_TEST_STORE", "PATH"] {
            assert!(check(known).is_ok(), "{known}");
        }
    }

    #[test]
    fn an_address_that_others_reach_needs_tls_or_a_proxy() {
        let file = "listen = \"0.0.0.0:8080\"";
        let error = of(file, &Addresses::default()).unwrap().check().unwrap_err().to_string();
        assert!(error.contains("--behind-proxy") && error.contains("--tls"), "{error}");
        let given =
            Addresses { behind_proxy: Some("10.0.0.0/8".parse().unwrap()), ..Default::default() };
        assert!(of(file, &given).unwrap().check().is_ok());
        let given = Addresses { tls: Some(vec!["c".into(), "k".into()]), ..Default::default() };
        assert!(of(file, &given).unwrap().check().is_ok());
        assert!("10.0.0.0/33".parse::<Cidr>().is_err());
    }

    #[test]
    fn the_files_of_a_certificate_are_found_from_the_folder_of_the_file() {
        let config = of("tls = [\"cert.pem\", \"/etc/key.pem\"]", &Addresses::default());
        let files = "/srv/brygga/cert.pem,/etc/key.pem".parse().unwrap();
        assert_eq!(config.unwrap().tls, (Some(files), Source::File));
        for wrong in ["tls = \"cert.pem\"", "tls = [\"cert.pem\"]", "tls = [1, 2]"] {
            assert!(refused(wrong).contains("two files"), "{wrong}");
        }
    }

    #[test]
    fn what_connections_may_take_is_a_number() {
        let config = of("connections = 500", &Addresses::default()).unwrap();
        assert_eq!(config.connections, (NonZeroU32::new(500).unwrap(), Source::File));
        assert_eq!(config.patience, (DEFAULT_PATIENCE, Source::Default));
        for wrong in ["patience = 0", "patience = -1", "patience = \"30 s\"", "patience = 1.5"] {
            let error = refused(wrong);
            assert!(error.contains("patience") && error.contains("whole number"), "{error}");
        }
    }

    #[test]
    fn a_mail_server_needs_a_sender_recipients_and_an_address_for_links() {
        let server = "mail = \"smtps://u:hemligt@mail.example.se\"\n";
        let alone = of(server, &Addresses::default()).unwrap().check().unwrap_err().to_string();
        assert!(alone.contains("mail_from, mail_to and public_url"), "{alone}");
        let whole = format!(
            "{server}mail_from = \"b@example.se\"\nmail_to = \"a@example.se, c@example.se\"\n\
             public_url = \"https://brygga.example.se\"\n"
        );
        let config = of(&whole, &Addresses::default()).unwrap();
        assert!(config.check().is_ok());
        assert_eq!(config.mail.1, Source::File);
        let error = refused("mail = \"smtp://u:hemligt@mail.example.se\"");
        assert!(error.contains("TLS") && !error.contains("hemligt"), "{error}");
        assert!(refused("mail_report = \"all\"").contains("is not a report"));
    }

    #[test]
    fn what_is_logged_is_a_setting_like_others() {
        let of = |file| Logging::of(file, &cli::Logging::default());
        let logging = of("log = \"warn\"\nlog_format = \"json\"").unwrap();
        assert_eq!(logging.filter, ("warn".parse().unwrap(), Source::File));
        assert_eq!(logging.format, (LogFormat::Json, Source::File));
        assert!(of("log_format = \"xml\"").is_err());
    }
}
