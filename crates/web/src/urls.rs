//! Addresses that stand in the frame of every page. Addresses of chains and acts come with the view
//! models that link to them.

pub const HOME: &str = "/worklist";
pub const SIGN_IN: &str = "/sign-in";
pub const DEMO_SIGN_IN: &str = "/sign-in/demo";
pub const SIGN_OUT: &str = "/sign-out";
pub const ASSIGNMENT: &str = "/assignment";
pub const SEARCH: &str = "/search";
pub const ACCOUNT: &str = "/account";
pub const LANGUAGE: &str = "/account/language";
pub const THEME: &str = "/account/theme";
pub const KEYS: &str = "/account/keys";
pub const HELP_KEYS: &str = "/help/keys";
pub const LOCK: &str = "/lock";
pub const UNLOCK: &str = "/unlock";
/// The event stream (decision 27).
pub const LIVE: &str = "/live";
/// What has changed since a cursor, for those without the stream.
pub const LIVE_POLL: &str = "/live/poll";
/// "I am still here", so that the server's own lock waits.
pub const ALIVE: &str = "/session/alive";
