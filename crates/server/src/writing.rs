//! A command that writes: in this process, or through the one that holds the folder.

use std::time::Duration;

use anyhow::anyhow;
use tokio::time::sleep;

use crate::cli::DataArgs;
use crate::control::Remote;
use crate::data_folder::InUse;
use crate::orders::{Order, perform};
use crate::site::Site;

/// How long a process that holds the folder gets to listen, or to end: a server that is starting,
/// another command.
const TRIES: u32 = 15;
const BETWEEN: Duration = Duration::from_millis(200);

/// Who does what a command orders.
pub(crate) enum Writing {
    /// This process: nobody else writes.
    Here(Box<Site>),
    /// The process that holds the folder.
    There(Remote),
}

impl Writing {
    /// Takes the folder, or finds the process that has it. `who` is named to the next one.
    pub(crate) async fn open(data: &DataArgs, who: &str) -> anyhow::Result<Self> {
        let mut tried = 0;
        loop {
            let error = match Site::open(data, who).await {
                Ok(site) => return Ok(Self::Here(Box::new(site))),
                Err(error) => error,
            };
            let Some(in_use) = error.downcast_ref::<InUse>() else { return Err(error) };
            if let Some(remote) = Remote::connect(&data.data).await? {
                return Ok(Self::There(remote));
            }
            tried += 1;
            if tried == TRIES {
                return Err(anyhow!("{in_use}. It takes no commands: wait until it ends"));
            }
            sleep(BETWEEN).await;
        }
    }

    /// Does one thing and gives the line to print.
    pub(crate) async fn perform(&mut self, order: Order) -> anyhow::Result<String> {
        match self {
            Self::Here(site) => perform(&site.app, order).await,
            Self::There(remote) => remote.perform(&order).await,
        }
    }

    /// The command is done. A running server remembers the end of its log itself.
    pub(crate) async fn end(self) {
        if let Self::Here(site) = self {
            site.close().await;
        }
    }
}
