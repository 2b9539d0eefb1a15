//! From an opened site to an answered last request.

use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::config::Config;
use crate::listen::listen;
use crate::site::Site;
use crate::{http, jobs, mllp};

/// How long requests and connections get to end (decision 29).
const DRAIN: Duration = Duration::from_secs(20);

/// The addresses, taken before the long work so that a taken port is told at once.
pub(crate) struct Listeners {
    screens: TcpListener,
    feed: Option<TcpListener>,
}

impl Listeners {
    /// Takes the addresses of the configuration.
    pub(crate) async fn take(config: &Config) -> anyhow::Result<Self> {
        let feed = match config.mllp.0 {
            Some(address) => Some(listen(address, "the admission feed").await?),
            None => None,
        };
        Ok(Self { screens: listen(config.listen.0, "the screens").await?, feed })
    }
}

/// Serves until SIGTERM or SIGINT, then lets what is under way end. Prints the addresses that were
/// taken, one a line, for people and for programs that start this one.
pub(crate) async fn serve(site: Site, listeners: Listeners) -> anyhow::Result<()> {
    let (stop, end) = watch::channel(false);
    stop_on_signal(stop)?;
    let site = Arc::new(site);
    announce(listeners.screens.local_addr()?, listeners.feed.as_ref())?;
    let mut tasks = JoinSet::new();
    tasks.spawn(jobs::run(Arc::clone(&site), end.clone()));
    if let Some(feed) = listeners.feed {
        tasks.spawn(mllp::serve(Arc::clone(&site.app), feed, end.clone()));
    }
    let router = http::router(&site.app);
    let mut drained = end.clone();
    let serving =
        axum::serve(listeners.screens, router.into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(async move { ended(&mut drained).await })
            .into_future();
    tasks.spawn(async move {
        if let Err(error) = serving.await {
            tracing::error!(%error, "the screens are served no more");
        }
    });
    let mut until = end;
    ended(&mut until).await;
    tracing::info!("ending: what is under way gets at most 20 s");
    let all = async { while tasks.join_next().await.is_some() {} };
    if timeout(DRAIN, all).await.is_err() {
        tracing::warn!("connections were still open after 20 s and are cut");
    }
    tasks.shutdown().await;
    site.remember_end().await;
    Ok(())
}

fn announce(screens: SocketAddr, feed: Option<&TcpListener>) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if let Some(feed) = feed {
        writeln!(out, "MLLP: {}", feed.local_addr()?)?;
    }
    writeln!(out, "Adress: http://{screens}")?;
    Ok(out.flush()?)
}

fn stop_on_signal(stop: watch::Sender<bool>) -> anyhow::Result<()> {
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
    Ok(())
}

/// Returns when the server is to end.
pub(crate) async fn ended(end: &mut watch::Receiver<bool>) {
    // An error means that nobody can tell any more, which is an end too.
    let _ = end.wait_for(|ended| *ended).await;
}
