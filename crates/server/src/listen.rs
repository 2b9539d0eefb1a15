//! Taking addresses, and saying plainly why one cannot be taken.

use std::net::SocketAddr;

use anyhow::Context as _;
use tokio::net::TcpListener;

/// Takes an address; with port 0 the system chooses one.
pub(crate) async fn listen(address: SocketAddr, what: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("{address} cannot be taken for {what}; is another program using it?")
    })
}
