//! Servers in processes of their own, so that the processor time and memory measured are theirs.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use nix::time::clock_getcpuclockid;
use nix::unistd::Pid;

use crate::site::now;

/// A server that runs until it is dropped.
pub(crate) struct Server {
    process: Child,
    /// Open as long as it is to run.
    orders: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
    address: String,
    /// From the start of the process until it took requests.
    pub(crate) started_in: Duration,
}

impl Server {
    /// Starts this program as a server: `serve KIND ARGUMENTS…`.
    pub(crate) fn start(kind: &str, arguments: &[&str]) -> anyhow::Result<Self> {
        let began = now();
        let mut process = Command::new(std::env::current_exe()?)
            .arg("serve")
            .arg(kind)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let orders = process.stdin.take();
        let output = process.stdout.take().context("the server has no output")?;
        let mut server = Self {
            process,
            orders,
            lines: BufReader::new(output).lines(),
            address: String::new(),
            started_in: Duration::ZERO,
        };
        let line = server.line()?;
        let address = line.strip_prefix("ready ").context("the server did not start")?;
        address.clone_into(&mut server.address);
        server.started_in = began.elapsed();
        Ok(server)
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    fn line(&mut self) -> anyhow::Result<String> {
        self.lines.next().context("the server has gone")?.context("the server says nothing")
    }

    /// Gives it an order and returns what it answers, one line.
    pub(crate) fn order(&mut self, words: &str) -> anyhow::Result<String> {
        let orders = self.orders.as_mut().context("the server takes no orders")?;
        writeln!(orders, "{words}")?;
        self.line()
    }

    /// Processor time of all its threads so far, those that have ended too.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        let process = Pid::from_raw(i32::try_from(self.process.id())?);
        Ok(clock_getcpuclockid(process)?.now()?.into())
    }

    /// Of it, that of the thread that writes: rows, signatures, the way to the disk. Nothing where
    /// there is no such thread.
    pub(crate) fn writer_cpu(&self) -> anyhow::Result<Duration> {
        let mut spent = 0;
        for thread in std::fs::read_dir(format!("/proc/{}/task", self.process.id()))? {
            let thread = thread?.path();
            let read = |name| std::fs::read_to_string(thread.join(name)).unwrap_or_default();
            if read("comm").trim() == "brygga-writer" {
                let times = read("schedstat");
                spent += times.split(' ').next().and_then(|it| it.parse().ok()).unwrap_or(0);
            }
        }
        Ok(Duration::from_nanos(spent))
    }

    /// Memory that is its own, in bytes.
    pub(crate) fn memory(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
        Ok(kilobytes.context("no VmRSS")? * 1024)
    }

    /// kill -9.
    pub(crate) fn kill(mut self) -> anyhow::Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }

    /// Lets it end in good order.
    pub(crate) fn end(mut self) -> anyhow::Result<()> {
        drop(self.orders.take());
        ensure!(self.process.wait()?.success(), "the server failed");
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already is no fault.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
