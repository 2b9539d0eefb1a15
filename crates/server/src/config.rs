//! Configuration: defaults < `brygga.toml` < `BRYGGA_*` < flags (decision 29). The command line
//! parser reads the last two.

use std::fmt;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context as _, bail};
use brygga_domain::registry::nearest;
use ipnet::IpNet;

use crate::cli::Addresses;
use crate::database::Database;

/// The file's name inside the data folder.
pub(crate) const FILE_NAME: &str = "brygga.toml";
const KEYS: [&str; 4] = ["listen", "mllp", "behind_proxy", "database"];
const AN_ADDRESS: &str = "an address and port such as 127.0.0.1:8080";
const A_NETWORK: &str = "a network such as 10.0.0.0/8";
const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);

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

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// Nobody said anything.
    Default,
    /// `brygga.toml`.
    File,
    /// A flag or its variable of the environment.
    Given,
}

impl Source {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::File => FILE_NAME,
            Self::Given => "flag or environment",
        }
    }
}

/// What the server is started with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Config {
    pub(crate) listen: (SocketAddr, Source),
    pub(crate) mllp: (Option<SocketAddr>, Source),
    pub(crate) behind_proxy: (Option<Cidr>, Source),
}

impl Config {
    /// Puts the file of the folder and what was given together, and refuses an address that others
    /// reach without a proxy.
    pub(crate) fn read(folder: &Path, given: &Addresses) -> anyhow::Result<Self> {
        let (path, text) = read_file(folder)?;
        let config = Self::of(&text, given).with_context(|| format!("in {}", path.display()))?;
        config.check()?;
        Ok(config)
    }

    fn of(text: &str, given: &Addresses) -> anyhow::Result<Self> {
        let file = parse_file(text)?;
        let listen = pick(given.listen, &file, "listen", AN_ADDRESS)?;
        let mllp = pick(given.mllp, &file, "mllp", AN_ADDRESS)?;
        let behind_proxy = pick(given.behind_proxy, &file, "behind_proxy", A_NETWORK)?;
        Ok(Self { listen: (listen.0.unwrap_or(DEFAULT_LISTEN), listen.1), mllp, behind_proxy })
    }

    fn check(&self) -> anyhow::Result<()> {
        let addresses = [Some(self.listen.0), self.mllp.0];
        let open = addresses.into_iter().flatten().find(|address| !address.ip().is_loopback());
        if let (Some(open), None) = (open, self.behind_proxy.0) {
            bail!(
                "{open} can be reached from other machines and Brygga does not speak TLS itself \
                 yet: put a proxy that ends TLS in front and name its network with --behind-proxy, \
                 or listen on 127.0.0.1"
            );
        }
        Ok(())
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
        return Ok((Some(given.clone()), Source::Given));
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

fn pick<T: FromStr>(
    given: Option<T>,
    file: &toml::Table,
    key: &str,
    what: &str,
) -> anyhow::Result<(Option<T>, Source)> {
    if let Some(given) = given {
        return Ok((Some(given), Source::Given));
    }
    let Some(value) = file.get(key) else { return Ok((None, Source::Default)) };
    let Some(text) = value.as_str() else { bail!("{key} must be a text in quotes") };
    let value = text.parse().map_err(|_| anyhow::anyhow!("{key} = \"{text}\" is not {what}"))?;
    Ok((Some(value), Source::File))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let file = "listen = \"127.0.0.1:9000\"\nmllp = \"127.0.0.1:2575\"";
        let given =
            Addresses { listen: Some("127.0.0.1:1".parse().unwrap()), ..Default::default() };
        let config = Config::of(file, &given).unwrap();
        assert_eq!(config.listen, ("127.0.0.1:1".parse().unwrap(), Source::Given));
        assert_eq!(config.mllp, (Some("127.0.0.1:2575".parse().unwrap()), Source::File));
        assert_eq!(Config::of("", &Addresses::default()).unwrap().listen.1, Source::Default);
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_nearest_name() {
        let error = Config::of("lisen = \"127.0.0.1:1\"", &Addresses::default()).unwrap_err();
        assert!(error.to_string().contains("did you mean listen?"), "{error}");
    }

    #[test]
    fn an_address_that_others_reach_needs_a_proxy() {
        let file = "listen = \"0.0.0.0:8080\"";
        let error = Config::of(file, &Addresses::default()).unwrap().check().unwrap_err();
        assert!(error.to_string().contains("--behind-proxy"), "{error}");
        let given =
            Addresses { behind_proxy: Some("10.0.0.0/8".parse().unwrap()), ..Default::default() };
        assert!(Config::of(file, &given).unwrap().check().is_ok());
        assert!("10.0.0.0/33".parse::<Cidr>().is_err());
    }
}
