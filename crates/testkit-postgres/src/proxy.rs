//! A wire between store and server that can be cut at the commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// What becomes of the next COMMIT; otherwise the wire is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Wire {
    /// It reaches the server; the wire is cut before the answer.
    CutAfter = 1,
    /// The wire is cut before it leaves.
    CutBefore = 2,
    /// It reaches the server; the answer never comes, and the wire stays open.
    Silent = 3,
}

/// The wire of one store: connections are carried to the server as they are.
pub struct Proxy {
    port: u16,
    wire: Arc<AtomicU8>,
    /// Messages to the server until the wire is cut; 0 when it is not to be.
    left: Arc<AtomicU32>,
}

impl Proxy {
    /// To the server on this port of loopback.
    pub async fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let wire = Arc::new(AtomicU8::new(0));
        let left = Arc::new(AtomicU32::new(0));
        let (shared, counter) = (Arc::clone(&wire), Arc::clone(&left));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, server, Arc::clone(&shared), Arc::clone(&counter)));
            }
        });
        Self { port, wire, left }
    }

    /// The address of a database through the wire.
    pub fn address(&self, address: &str, server: u16) -> String {
        address.replace(&format!(":{server}/"), &format!(":{}/", self.port))
    }

    /// Cuts the wire once, instead of carrying the n-th message from now on to the server.
    pub fn cut_before_message(&self, n: u32) {
        self.left.store(n, Ordering::SeqCst);
    }

    /// Cuts nothing any more; says whether it has cut.
    pub fn whole_again(&self) -> bool {
        self.left.swap(0, Ordering::SeqCst) == 0
    }

    /// For the next COMMIT only.
    pub fn next_commit(&self, wire: Wire) {
        self.wire.store(wire as u8, Ordering::SeqCst);
    }
}

async fn carry(mut client: TcpStream, server: u16, wire: Arc<AtomicU8>, left: Arc<AtomicU32>) {
    let Ok(mut server) = TcpStream::connect(("127.0.0.1", server)).await else { return };
    let (mut up, mut down) = ([0; 64 * 1024], [0; 64 * 1024]);
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let Ok(n @ 1..) = read else { return };
                let counted = |left: u32| left.checked_sub(1);
                if left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, counted) == Ok(1) {
                    return;
                }
                let commits = up[..n].windows(7).any(|bytes| bytes == b"COMMIT\0");
                let fate = if commits { wire.swap(0, Ordering::SeqCst) } else { 0 };
                if fate == Wire::CutBefore as u8 {
                    return;
                }
                if server.write_all(&up[..n]).await.is_err() {
                    return;
                }
                if fate == Wire::CutAfter as u8 {
                    // The server has committed once it has answered.
                    drop(server.read(&mut down).await);
                    return;
                }
                if fate == Wire::Silent as u8 {
                    // Until the store drops its socket.
                    while !matches!(client.read(&mut up).await, Ok(0) | Err(_)) {}
                    return;
                }
            }
            read = server.read(&mut down) => {
                let Ok(n @ 1..) = read else { return };
                if client.write_all(&down[..n]).await.is_err() {
                    return;
                }
            }
        }
    }
}
