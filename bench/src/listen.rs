//! What every server of the bench does: take a port, say so, follow orders until its input ends.

use std::io::Write as _;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

/// Serves a router. Each line of the input is an order; what it gives is printed.
pub(crate) async fn listen(
    router: Router,
    order: impl AsyncFn(&str) -> anyhow::Result<String>,
) -> anyhow::Result<()> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    say(&format!("ready {}", listener.local_addr()?))?;
    // Made ready once, as in the server: given the router itself, axum makes a copy of all routes for
    // each connection.
    let service = router.into_make_service();
    let serving = tokio::spawn(async move { axum::serve(listener, service).await });
    let (sender, mut orders) = mpsc::channel(1);
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if sender.blocking_send(line).is_err() {
                return;
            }
        }
    });
    while let Some(line) = orders.recv().await {
        say(&order(line.trim()).await?.replace('\n', " "))?;
    }
    serving.abort();
    Ok(())
}

fn say(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
