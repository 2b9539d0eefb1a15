//! The first bench: the worklist, the page of a case and an act over HTTP on loopback, against a
//! simulated county of eight weeks in a folder of its own.
//!
//! The requests come from a second process, so that the processor time measured here is the
//! server's alone.

mod client;
mod http;
mod site;

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;
use rustix::time::{ClockId, clock_gettime};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((word, rest)) if word == "client" => client::run(rest),
        _ => serve(),
    }
}

#[tokio::main]
async fn serve() -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix("brygga-bench-").tempdir()?;
    let county = site::county(folder.path()).await?;
    let report = &county.report;
    let bytes = site::bytes(folder.path())?;
    println!(
        "county       {} chains, {} events, {} acts",
        report.chains, report.events, report.acts
    );
    println!("             made in {:.1} s", report.seconds());
    println!(
        "a chain      {} events (middle), {} (nine of ten), {} bytes on disk",
        report.typical,
        report.ninetieth,
        bytes / (report.chains as u64).max(1)
    );
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let router = brygga_web::router(county.app, brygga_web::WebOptions::default());
    let server = tokio::spawn(async move { axum::serve(listener, router).await });
    let cookie = county.session;
    let measured =
        tokio::task::spawn_blocking(move || drive(&address.to_string(), &cookie)).await?;
    server.abort();
    measured
}

/// Starts the client and measures the processor time of this process between its marks.
fn drive(address: &str, cookie: &str) -> anyhow::Result<()> {
    let mut client = Command::new(std::env::current_exe()?)
        .args(["client", address, cookie])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut go = client.stdin.take().context("the client has no input")?;
    let lines = BufReader::new(client.stdout.take().context("the client has no output")?).lines();
    println!("{:<12} {:>9} {:>9} {:>9} {:>12}", "page", "req/s", "p50 ms", "p99 ms", "cpu µs/req");
    let mut began = Duration::ZERO;
    let mut spent = Duration::ZERO;
    for line in lines {
        let line = line?;
        let mut words = line.split(' ');
        match words.next() {
            Some("begin") => began = processor_time(),
            Some("end") => spent += processor_time().saturating_sub(began),
            Some("done") => {
                let name = words.next().unwrap_or_default();
                let mut numbers = words.filter_map(|word| word.parse::<f64>().ok());
                let mut next = || numbers.next().unwrap_or_default();
                let (count, seconds, middle, slow) = (next(), next(), next(), next());
                let each = spent.as_secs_f64() * 1e6 / count.max(1.0);
                let rate = count / seconds.max(1e-9);
                println!("{name:<12} {rate:>9.0} {middle:>9.2} {slow:>9.2} {each:>12.0}");
                spent = Duration::ZERO;
            }
            _ => println!("{line}"),
        }
        writeln!(go)?;
    }
    anyhow::ensure!(client.wait()?.success(), "the client failed");
    Ok(())
}

/// Processor time of all threads of this process so far.
fn processor_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
}
