//! HTTP: the pages of `brygga-web`, and how many requests wait for their answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use brygga_app::care_chain::has_lists;
use brygga_app::{App, AppError};
use brygga_web::WebOptions;
use tokio::sync::watch;
use tokio::time::sleep;

/// Requests that have no answer yet. A stream of changes has its answer and waits for nothing, so
/// that open pages do not hold up the end of the server.
#[derive(Debug, Clone, Default)]
pub(crate) struct InFlight(Arc<AtomicUsize>);

impl InFlight {
    /// Every request has its answer.
    fn none(&self) -> bool {
        self.0.load(Ordering::SeqCst) == 0
    }

    /// Returns when every request has its answer.
    pub(crate) async fn settled(&self) {
        while !self.none() {
            sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Counts one request as long as it lives, also when the caller goes away.
struct Counted(InFlight);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// What `/readyz` asks.
#[derive(Clone)]
pub(crate) struct Ready {
    app: Arc<App>,
    end: watch::Receiver<bool>,
    /// There are lists: from then on they are exchanged, and never missing.
    has_lists: Arc<AtomicBool>,
}

impl Ready {
    /// Of a server that ends when it is told.
    pub(crate) fn new(app: Arc<App>, end: watch::Receiver<bool>) -> Self {
        Self { app, end, has_lists: Arc::default() }
    }

    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// Why requests should go elsewhere; none when they are welcome here.
    pub(crate) async fn against(&self) -> Option<&'static str> {
        if *self.end.borrow() {
            return Some("this server is ending");
        }
        if let Some(why) = self.app.store.barred() {
            return Some(why);
        }
        match self.answers().await {
            Ok(true) => None,
            Ok(false) => Some("the lists are being made from the log"),
            Err(error) => {
                tracing::error!(%error, "the database does not answer");
                Some("the database does not answer")
            }
        }
    }

    /// Asks the database, and gives whether it has lists to be read.
    async fn answers(&self) -> Result<bool, AppError> {
        self.app.store.last().await?;
        if !self.has_lists.load(Ordering::Relaxed) {
            self.has_lists.store(has_lists(&self.app).await?, Ordering::Relaxed);
        }
        Ok(self.has_lists.load(Ordering::Relaxed))
    }
}

/// Everything that is served.
pub(crate) fn router(ready: Ready, options: WebOptions, in_flight: InFlight) -> Router {
    let app = Arc::clone(&ready.app);
    // Asking whether it is ready is no request that the end waits for.
    let about = Router::new().route("/readyz", get(readyz)).with_state(ready);
    brygga_web::router(app, options).layer(from_fn_with_state(in_flight, count)).merge(about)
}

async fn count(State(in_flight): State<InFlight>, request: Request, next: Next) -> Response {
    in_flight.0.fetch_add(1, Ordering::SeqCst);
    let _counted = Counted(in_flight);
    let began = stopwatch();
    let response = next.run(request).await;
    let status = match response.status().as_u16() {
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    };
    let seconds = began.elapsed().as_secs_f64();
    metrics::histogram!("brygga_request_seconds", "status" => status).record(seconds);
    response
}

#[expect(clippy::disallowed_methods, reason = "how long an answer took is shown, decides nothing")]
fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}

/// 200 when the database answers, this process may write and the server is not ending.
async fn readyz(State(ready): State<Ready>) -> (StatusCode, String) {
    match ready.against().await {
        None => (StatusCode::OK, "ready\n".to_owned()),
        Some(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {why}\n")),
    }
}

#[cfg(test)]
mod tests {
    use brygga_app::care_chain::bring_up_to_date;
    use brygga_app::feed::receive_adt;
    use brygga_hl7::mllp::Frame;
    use brygga_hl7::reading::read_frame;
    use brygga_testkit::TestSite;

    use super::*;

    const ADMISSION: &str = "MSH|^~\\&|PAS|LAS|BRYGGA|REG|20250310081500||ADT^A01|C1|P|2.5||||||UNICODE UTF-8\r\
        EVN|A01|||||20250310081500\r\
        PID|1||193108028287^^^&1.2.752.129.2.1.3.1&ISO^PNR||Mallström^Greta^^^^^L|||F\r\
        PV1|1|I|AVD37^4^1^LAS||||||||||||||||V1|||||||||||||||||||||||||20250310080000\r";

    #[tokio::test]
    async fn a_server_is_not_ready_while_its_lists_are_made_from_nothing() {
        let site = TestSite::new().await;
        let (_tell, end) = watch::channel(false);
        let ready = || Ready::new(Arc::clone(&site.app), end.clone());
        assert_eq!(ready().against().await, None, "nothing to be shown yet");
        let somebody = read_frame(Frame::Message(ADMISSION.as_bytes().to_vec()));
        receive_adt(&site.app, &somebody).await.unwrap();
        site.store.clear_projections().await.unwrap();
        let ready = ready();
        assert_eq!(ready.against().await, Some("the lists are being made from the log"));
        assert!(bring_up_to_date(&site.app).await.unwrap());
        assert_eq!(ready.against().await, None);
    }
}
