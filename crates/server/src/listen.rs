//! Taking addresses, and saying plainly why one cannot be taken.

use std::io::ErrorKind;
use std::net::SocketAddr;

use anyhow::anyhow;
use tokio::net::TcpListener;

/// Takes an address for `flag`; with port 0 the system chooses one.
pub(crate) async fn listen(address: SocketAddr, flag: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => anyhow!(
            "{address} is taken by another program: stop that one, or choose another port with \
             {flag} (port 0 takes a free one)"
        ),
        ErrorKind::AddrNotAvailable => {
            anyhow!("{address} is not an address of this machine: choose another with {flag}")
        }
        ErrorKind::PermissionDenied => anyhow!(
            "{address} may not be taken by this user: choose a port from 1024 on with {flag}"
        ),
        _ => anyhow!("{address} cannot be taken for {flag}: {error}"),
    })
}
