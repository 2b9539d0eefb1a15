//! What is logged to standard error: ids and counts, never names, numbers or words that a person
//! wrote.

use std::fmt;
use std::io::IsTerminal as _;
use std::str::FromStr;

use clap::ValueEnum;
use tokio::runtime::Handle;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use crate::cli::{Cli, Command};
use crate::config;
use crate::traces::Traces;

/// Which lines are written, such as `info` or `brygga=debug,warn`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filter(String);

impl Default for Filter {
    fn default() -> Self {
        Self("info".to_owned())
    }
}

impl FromStr for Filter {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match EnvFilter::try_new(text) {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(_) => Err("it is not a filter such as info or brygga=debug,warn"),
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The form of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people
    #[default]
    Text,
    /// One JSON object a line
    Json,
}

impl FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        <Self as ValueEnum>::from_str(text, false)
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::Json { "json" } else { "text" })
    }
}

/// From now on lines are written, and traces sent, as the settings say. Gives what has to be ended.
pub(crate) fn start(cli: &Cli, runtime: Handle) -> anyhow::Result<Option<Traces>> {
    let config = config::Logging::read(cli.command.folder(), &cli.logging)?;
    // Commands that end at once have nothing to trace.
    let serves = matches!(cli.command, Command::Serve(_) | Command::Demo(_));
    let collector = config.otlp.0.as_ref().filter(|_| serves);
    let traces = collector.map(|collector| Traces::to(collector, runtime)).transpose()?;
    let error = std::io::stderr;
    let lines = tracing_subscriber::fmt::layer().with_writer(error);
    let lines = match config.format.0 {
        LogFormat::Text => lines.with_ansi(error().is_terminal()).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    let spans = traces.as_ref().map(|traces| {
        let spans = tracing_opentelemetry::layer().with_tracer(traces.tracer());
        // What is sent does not grow with what is logged.
        spans.with_location(false).with_threads(false).with_filter(LevelFilter::INFO)
    });
    tracing_subscriber::registry()
        .with(lines.with_filter(EnvFilter::new(config.filter.0.0)))
        .with(spans)
        .init();
    Ok(traces)
}
