//! Where the database is: one host or several of which one leads, with TLS or without.

use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::options::OpenError;

/// Until one host has answered a new connection.
const CONNECT: Duration = Duration::from_secs(5);
/// The same where another host may be tried.
const CONNECT_ONE_OF: Duration = Duration::from_secs(2);
/// Until one of several hosts leads. Failover took 4.8 to 23.6 s (continuity 6); a request has 30 s.
const LEADER: Duration = Duration::from_secs(20);

/// An address, read.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) config: Config,
    pub(crate) tls: Option<MakeRustlsConnect>,
    leader: Duration,
}

impl Target {
    /// Reads the address. Of TLS it understands `sslmode` and `sslrootcert` as libpq spells them,
    /// with one difference: TLS without a check of who is at the other end does not exist here.
    pub(crate) fn parse(address: &str) -> Result<Self, OpenError> {
        let (address, given) = take_tls(address);
        let mut config: Config = address.parse().map_err(|_| OpenError::Address)?;
        let tls = tls(&given)?;
        config.ssl_mode(if tls.is_some() { SslMode::Require } else { SslMode::Disable });
        if config.get_application_name().is_none() {
            config.application_name("brygga");
        }
        // A host that is gone without a word is noticed after half a minute.
        config.keepalives_idle(Duration::from_secs(15));
        config.keepalives_interval(Duration::from_secs(5));
        config.tcp_user_timeout(Duration::from_secs(30));
        if config.get_hosts().len() > 1 {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
            config.connect_timeout(CONNECT_ONE_OF);
        }
        Ok(Self { config, tls, leader: LEADER })
    }

    /// How long the leader is looked for, where there are several hosts.
    pub(crate) fn set_leader_deadline(&mut self, leader: Duration) {
        self.leader = leader;
    }

    pub(crate) fn leader_deadline(&self) -> Option<Duration> {
        (self.config.get_hosts().len() > 1).then_some(self.leader)
    }

    /// Until a new connection stands, over all hosts.
    pub(crate) fn connect_deadline(&self) -> Duration {
        let hosts = u32::try_from(self.config.get_hosts().len()).unwrap_or(u32::MAX);
        CONNECT.max(CONNECT_ONE_OF.saturating_mul(hosts).saturating_add(Duration::from_secs(1)))
    }
}

#[derive(Default)]
struct GivenTls {
    mode: Option<String>,
    root: Option<String>,
}

/// Takes what is about TLS out of the parameters of an address.
fn take_tls(address: &str) -> (String, GivenTls) {
    let mut given = GivenTls::default();
    let Some((place, parameters)) = address.split_once('?') else {
        return (address.to_owned(), given);
    };
    let mut kept = Vec::new();
    for parameter in parameters.split('&') {
        match parameter.split_once('=') {
            Some(("sslmode", mode)) => given.mode = Some(mode.to_owned()),
            Some(("sslrootcert", root)) => given.root = Some(root.to_owned()),
            _ => kept.push(parameter),
        }
    }
    let kept = kept.join("&");
    (if kept.is_empty() { place.to_owned() } else { format!("{place}?{kept}") }, given)
}

fn tls(given: &GivenTls) -> Result<Option<MakeRustlsConnect>, OpenError> {
    let refused = |why: &str| Err(OpenError::Tls(why.to_owned()));
    let root = match (given.mode.as_deref(), &given.root) {
        (None | Some("disable"), None) => return Ok(None),
        (None | Some("require" | "verify-ca" | "verify-full"), Some(root)) => root,
        (Some("require" | "verify-ca" | "verify-full"), None) => {
            return refused(
                "sslmode needs sslrootcert=FILE, the certificate (PEM) that the database's own is \
                 signed with",
            );
        }
        (Some("disable"), Some(_)) => {
            return refused("sslmode=disable and sslrootcert contradict each other");
        }
        (Some(_), _) => {
            return refused(
                "sslmode is disable or verify-full: a connection is without TLS, or with TLS and a \
                 check of who answers",
            );
        }
    };
    let unreadable = |why: &dyn std::fmt::Display| {
        OpenError::Tls(format!("the certificate {root} of sslrootcert cannot be used: {why}"))
    };
    let mut roots = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(root).map_err(|error| unreadable(&error))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|error| unreadable(&error))?;
        roots.add(certificate).map_err(|error| unreadable(&error))?;
    }
    if roots.is_empty() {
        return Err(unreadable(&"it holds no certificate in PEM"));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| unreadable(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Some(MakeRustlsConnect::new(config)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(parameters: &str) -> Result<Target, OpenError> {
        Target::parse(&format!("postgres://brygga:hemligt@db/x{parameters}"))
    }

    #[test]
    fn tls_without_a_check_of_who_answers_is_refused_with_what_to_do() {
        for (parameters, words) in [
            ("?sslmode=require", "sslrootcert=FILE"),
            ("?sslmode=verify-full", "sslrootcert=FILE"),
            ("?sslmode=prefer", "disable or verify-full"),
            ("?sslmode=disable&sslrootcert=/x", "contradict"),
            ("?sslmode=verify-full&sslrootcert=/nowhere.pem", "/nowhere.pem"),
        ] {
            let refused = parse(parameters).map(drop).expect_err("refused").to_string();
            assert!(refused.contains(words) && !refused.contains("hemligt"), "{refused}");
        }
        assert!(parse("").expect("good").tls.is_none());
        let timed = parse("?sslmode=disable&connect_timeout=3").expect("good");
        assert_eq!(timed.config.get_connect_timeout(), Some(&Duration::from_secs(3)));
    }

    #[test]
    fn of_several_hosts_the_one_that_leads_is_looked_for() {
        let several = Target::parse("postgres://brygga@a:5432,b:5433/x").expect("good");
        assert_eq!(several.leader_deadline(), Some(LEADER));
        let attrs = several.config.get_target_session_attrs();
        assert_eq!(attrs, TargetSessionAttrs::ReadWrite);
        assert_eq!(parse("").expect("good").leader_deadline(), None);
    }
}
