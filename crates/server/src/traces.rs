//! Traces over OTLP (HTTP, protobuf) to a collector, by setting. A trace is what a log line tells with
//! times around it: ids, kinds and counts, no person.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use anyhow::Context as _;
use axum::body::{Body, to_bytes};
use hyper_util::rt::TokioIo;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::time::timeout;

/// Until the collector has answered; spans that it does not take are lost, nothing waits for them.
const ANSWER: Duration = Duration::from_secs(5);
const LARGEST_ANSWER: usize = 64 * 1024;

/// Where spans are sent: `http://127.0.0.1:4318`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Collector(String);

impl FromStr for Collector {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let address = text.strip_prefix("http://").map(|it| it.trim_end_matches('/'));
        match address {
            Some(address) if !address.is_empty() && !address.contains('/') => {
                Ok(Self(address.to_owned()))
            }
            _ => Err("it is not a collector such as http://127.0.0.1:4318"),
        }
    }
}

impl fmt::Display for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.0)
    }
}

/// What sends spans, until it is ended.
pub(crate) struct Traces(SdkTracerProvider);

impl Traces {
    /// Sends from now on. The runtime does the sending and must outlive it.
    pub(crate) fn to(collector: &Collector, runtime: Handle) -> anyhow::Result<Self> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Client { collector: collector.clone(), runtime })
            .with_endpoint(format!("{collector}/v1/traces"))
            .with_timeout(ANSWER)
            .build()
            .context("traces cannot be sent")?;
        let version = KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
        let resource =
            Resource::builder().with_service_name("brygga").with_attribute(version).build();
        let provider = SdkTracerProvider::builder()
            .with_resource(resource)
            .with_batch_exporter(exporter)
            .build();
        Ok(Self(provider))
    }

    pub(crate) fn tracer(&self) -> SdkTracer {
        self.0.tracer("brygga")
    }

    /// Sends what is left.
    pub(crate) fn end(&self) {
        // There is nobody left to tell.
        let _ = self.0.shutdown_with_timeout(ANSWER);
    }
}

/// Posts one batch on a connection of its own: there is one every few seconds.
#[derive(Debug)]
struct Client {
    collector: Collector,
    runtime: Handle,
}

#[async_trait::async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        // Whoever calls has a thread without a runtime.
        let address = self.collector.0.clone();
        let sent = async { timeout(ANSWER, post(address, request)).await };
        self.runtime.spawn(sent).await??
    }
}

async fn post(address: String, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
    let stream = TcpStream::connect(&address).await?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let (mut parts, body) = request.into_parts();
    parts.uri = parts.uri.path().parse()?;
    parts.headers.insert("host", address.parse()?);
    let answer = sender.send_request(Request::from_parts(parts, Body::from(body))).await?;
    let (parts, body) = answer.into_parts();
    Ok(Response::from_parts(parts, to_bytes(Body::new(body), LARGEST_ANSWER).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collector_is_an_http_address_without_a_path() {
        let read = |text: &str| text.parse::<Collector>().map(|it| it.to_string());
        assert_eq!(read("http://127.0.0.1:4318/"), Ok("http://127.0.0.1:4318".to_owned()));
        for wrong in ["127.0.0.1:4318", "https://collector", "http://", "http://c/v1/traces"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
