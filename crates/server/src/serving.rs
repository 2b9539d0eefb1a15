//! From an opened site to an answered last request.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use brygga_web::WebOptions;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::config::Config;
use crate::control::Socket;
use crate::http::InFlight;
use crate::listen::listen;
use crate::site::Site;
use crate::{control, http, jobs, live, mllp};

/// How long requests and connections get to end (decision 29).
const DRAIN: Duration = Duration::from_secs(20);
/// How long an answer that has begun gets to leave.
const LEAVE: Duration = Duration::from_millis(500);

/// The addresses, taken before the long work so that a taken port is told at once.
pub(crate) struct Listeners {
    screens: TcpListener,
    feed: Option<TcpListener>,
    options: WebOptions,
}

impl Listeners {
    /// Takes the addresses of the configuration.
    pub(crate) async fn take(config: &Config) -> anyhow::Result<Self> {
        let feed = match config.mllp.0 {
            Some(address) => Some(listen(address, "--mllp").await?),
            None => None,
        };
        // The proxy ends TLS; without one everything stays on this machine.
        let proxy = config.behind_proxy.0.map(|network| network.0);
        let options = WebOptions {
            proxy,
            secure_cookies: proxy.is_some(),
            only_this_machine: proxy.is_none(),
            ..WebOptions::default()
        };
        Ok(Self { screens: listen(config.listen.0, "--listen").await?, feed, options })
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
    announce(listeners.screens.local_addr()?, listeners.feed.as_ref())?;
    tasks.spawn(jobs::run(Arc::clone(&site), end.clone()));
    if let Some(feed) = listeners.feed {
        tasks.spawn(mllp::serve(Arc::clone(&site.app), feed, end.clone()));
    }
    if let Some(every) = live {
        tasks.spawn(live::run(Arc::clone(&site), every, end.clone()));
    }
    let in_flight = InFlight::default();
    let router = http::router(&site.app, listeners.options, in_flight.clone());
    let pages = tokio::spawn(serve_pages(listeners.screens, router, end.clone()));
    let mut until = end;
    ended(&mut until).await;
    tracing::info!("ending: what is under way gets at most 20 s");
    let all = async {
        while tasks.join_next().await.is_some() {}
        while !in_flight.none() {
            sleep(Duration::from_millis(20)).await;
        }
        sleep(LEAVE).await;
    };
    if timeout(DRAIN, all).await.is_err() {
        tracing::warn!("requests were still under way after 20 s and are cut");
    }
    tasks.shutdown().await;
    pages.abort();
    site.close().await;
    Ok(())
}

async fn serve_pages(screens: TcpListener, router: Router, mut end: watch::Receiver<bool>) {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving =
        axum::serve(screens, service).with_graceful_shutdown(async move { ended(&mut end).await });
    if let Err(error) = serving.await {
        tracing::error!(%error, "the screens are served no more");
    }
}

fn announce(screens: SocketAddr, feed: Option<&TcpListener>) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if let Some(feed) = feed {
        writeln!(out, "MLLP: {}", feed.local_addr()?)?;
    }
    writeln!(out, "Adress: http://{screens}")?;
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
