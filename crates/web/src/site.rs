//! The site: what every handler shares, and the routes.

use std::sync::Arc;

use axum::Router;
use brygga_app::App;
use ipnet::IpNet;

use crate::{care_chain, frame, pages};

/// What the server decides about the pages when it starts.
#[derive(Debug, Clone, Default)]
pub struct WebOptions {
    /// The site is reached over TLS: cookies are `__Host-` and `Secure`.
    pub secure_cookies: bool,
    /// `https://brygga.example`, as browsers see it; none compares with the `Host` of the request.
    pub public_origin: Option<String>,
    /// The network of the proxy that stands in front. Only its word about the caller's address (the
    /// last of `X-Forwarded-For`) counts, and nobody outside it is answered.
    pub proxy: Option<IpNet>,
    /// The server is reached from this machine only, so it has no other name than this machine's: a
    /// page of another site whose name was made to lead here gets no answer.
    pub only_this_machine: bool,
    /// "0100-00 00 10"; empty when there is none.
    pub help_phone: String,
}

/// What every handler shares.
#[derive(Clone)]
pub(crate) struct WebState {
    pub(crate) app: Arc<App>,
    pub(crate) options: Arc<WebOptions>,
    pub(crate) live: Arc<pages::live::Live>,
    pub(crate) searches: Arc<pages::search::Searches>,
}

/// All pages of the site, ready to be served.
pub fn router(app: Arc<App>, options: WebOptions) -> Router {
    let state = WebState {
        app,
        options: Arc::new(options),
        live: Arc::default(),
        searches: Arc::default(),
    };
    let routes = pages::routes().merge(care_chain::routes());
    frame::around(routes, &state).with_state(state)
}
