//! From an opened site to an answered last request.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use brygga_web::WebOptions;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::config::Config;
use crate::connections::Limits;
use crate::control::Socket;
use crate::http::{InFlight, Ready};
use crate::listen::listen;
use crate::machine::open_files;
use crate::site::Site;
use crate::tls::Tls;
use crate::{connections, control, figures, http, jobs, live, mllp};

/// How long requests and connections get to end (decision 29).
const DRAIN: Duration = Duration::from_secs(20);
/// How long an answer that has begun gets to leave.
const LEAVE: Duration = Duration::from_millis(500);
/// Connections of whoever reads the figures, beside those of the screens.
const READERS_OF_FIGURES: usize = 64;
/// Files and connections that are no connections of screens: the database, the feed, the log.
const OTHER_FILES: u64 = 512;

/// The addresses, taken before the long work so that a taken port is told at once.
pub(crate) struct Listeners {
    screens: TcpListener,
    feed: Option<TcpListener>,
    figures: Option<TcpListener>,
    tls: Option<Tls>,
    options: WebOptions,
    limits: Limits,
}

impl Listeners {
    /// Takes the addresses of the configuration.
    pub(crate) async fn take(config: &Config) -> anyhow::Result<Self> {
        let tls = config.tls.0.as_ref().map(Tls::read).transpose()?;
        let feed = match config.mllp.0 {
            Some(address) => Some(listen(address, "--mllp").await?),
            None => None,
        };
        let figures = match config.metrics.0 {
            Some(address) => Some(listen(address, "--metrics").await?),
            None => None,
        };
        // Without a certificate and a proxy that has one everything stays on this machine.
        let proxy = config.behind_proxy.0.map(|network| network.0);
        let secure_cookies = tls.is_some() || proxy.is_some();
        let options = WebOptions {
            proxy,
            secure_cookies,
            only_this_machine: !secure_cookies,
            ..WebOptions::default()
        };
        let screens = listen(config.listen.0, "--listen").await?;
        Ok(Self { screens, feed, figures, tls, options, limits: limits(config) })
    }
}

/// Serves until SIGTERM or SIGINT, then lets what is under way end. Prints the addresses that were
/// taken, one a line, for people and for programs that start this one. With `live` a simulated
/// county goes on, an act each time.
pub(crate) async fn serve(
    site: Site,
    listeners: Listeners,
    live: Option<Duration>,
    end: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let site = Arc::new(site);
    let mut tasks = JoinSet::new();
    match Socket::listen(&site.folder.path) {
        Ok(socket) => {
            tasks.spawn(control::serve(Arc::clone(&site), socket, end.clone()));
        }
        Err(error) => tracing::warn!(%error, "no commands are taken from beside this process"),
    }
    announce(&listeners)?;
    tasks.spawn(jobs::run(Arc::clone(&site), end.clone()));
    tasks.spawn(jobs::bring_lists_up_to_date(Arc::clone(&site), end.clone()));
    if let Some(tls) = listeners.tls.clone() {
        tasks.spawn(tls.keep_fresh(end.clone()));
    }
    if let Some(feed) = listeners.feed {
        let tls = listeners.tls.clone().filter(|_| !is_loopback(&feed));
        tasks.spawn(mllp::serve(Arc::clone(&site.app), feed, tls, end.clone()));
    }
    if let Some(every) = live {
        tasks.spawn(live::run(Arc::clone(&site), every, end.clone()));
    }
    let in_flight = InFlight::default();
    let ready = Ready::new(Arc::clone(&site.app), end.clone());
    let (stop, stopped) = watch::channel(false);
    let mut pages = JoinSet::new();
    if let Some(listener) = listeners.figures {
        let tls = listeners.tls.clone().filter(|_| !is_loopback(&listener));
        let proxy = listeners.options.proxy;
        let router = figures::router(ready.clone(), &site.folder.path, proxy)?;
        let limits = Limits { at: "figures", connections: READERS_OF_FIGURES, ..listeners.limits };
        pages.spawn(connections::serve(listener, tls, router, limits, stopped.clone()));
    }
    let router = http::router(ready, listeners.options, in_flight.clone());
    let (screens, tls) = (listeners.screens, listeners.tls);
    pages.spawn(connections::serve(screens, tls, router, listeners.limits, stopped));
    let mut until = end;
    ended(&mut until).await;
    tracing::info!("ending: what is under way gets at most 20 s");
    let all = async {
        while tasks.join_next().await.is_some() {}
        // Meanwhile the screens are still served, and /readyz says that this server ends: whoever
        // spreads requests sends the next ones elsewhere.
        in_flight.settled().await;
        stop.send_replace(true);
        in_flight.settled().await;
        sleep(LEAVE).await;
    };
    if timeout(DRAIN, all).await.is_err() {
        tracing::warn!("requests were still under way after 20 s and are cut");
    }
    tasks.shutdown().await;
    pages.shutdown().await;
    site.close().await;
    Ok(())
}

/// Of the screens: as many connections as were asked for, and not more than the system allows.
fn limits(config: &Config) -> Limits {
    let asked = config.connections.0.get() as usize;
    let most = open_files().map_or(usize::MAX, |files| {
        usize::try_from(files.saturating_sub(OTHER_FILES).max(files / 2)).unwrap_or(usize::MAX)
    });
    if most < asked {
        tracing::warn!(
            connections = asked,
            most,
            "this process may open too few files for so many connections: raise the limit \
             (LimitNOFILE= of the unit, ulimit -n)"
        );
    }
    let patience = Duration::from_secs(config.patience.0.get().into());
    Limits { at: "screens", connections: asked.min(most), patience }
}

/// Whether a listener is reached from this machine only.
fn is_loopback(listener: &TcpListener) -> bool {
    listener.local_addr().is_ok_and(|address| address.ip().is_loopback())
}

fn announce(listeners: &Listeners) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if let Some(feed) = &listeners.feed {
        writeln!(out, "MLLP: {}", feed.local_addr()?)?;
    }
    if let Some(figures) = &listeners.figures {
        writeln!(out, "Metrics: {}", figures.local_addr()?)?;
    }
    let scheme = if listeners.tls.is_some() { "https" } else { "http" };
    writeln!(out, "Adress: {scheme}://{}", listeners.screens.local_addr()?)?;
    Ok(out.flush()?)
}

/// Hears SIGTERM and SIGINT from now on; what it gives tells when the server is to end.
pub(crate) fn stop_on_signal() -> anyhow::Result<watch::Receiver<bool>> {
    let (stop, end) = watch::channel(false);
    let mut terminate = signal(SignalKind::terminate()).context("signals cannot be heard")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("signals cannot be heard")?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        stop.send_replace(true);
        // The second one does not wait.
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        std::process::exit(1);
    });
    Ok(end)
}

/// Returns when the server is to end.
pub(crate) async fn ended(end: &mut watch::Receiver<bool>) {
    // An error means that nobody can tell any more, which is an end too.
    let _ = end.wait_for(|ended| *ended).await;
}
