//! Addresses that stand in the frame of every page. Addresses of chains and acts come with the view
//! models that link to them.

/// The worklist of the own unit.
pub const HOME: &str = "/care-chains";
/// The counts of the worklist alone.
pub const COUNTS: &str = "/care-chains/counts";
/// Answers of the own unit in cases that it reads no more.
pub const OWN_ANSWERS: &str = "/care-chains/own-answers";
/// Acknowledges everything unseen of a row.
pub const ACKNOWLEDGE: &str = "/care-chains/acknowledge";
/// Takes back what was just done in a row.
pub const UNDO: &str = "/care-chains/undo";
/// The form that starts a chain; `?stay=` with a visit key for a stay of the feed.
pub const START: &str = "/care-chains/start";
/// The form of a care request, with which the municipality begins a chain.
pub const REQUEST: &str = "/care-chains/request";
pub const SIGN_IN: &str = "/sign-in";
pub const DEMO_SIGN_IN: &str = "/demo-sign-in";
pub const SIGN_OUT: &str = "/sign-out";
pub const ASSIGNMENT: &str = "/assignments";
pub const SEARCH: &str = "/search";
pub const ACCOUNT: &str = "/account";
pub const LANGUAGE: &str = "/account/language";
pub const THEME: &str = "/account/theme";
pub const KEYS: &str = "/account/keys";
pub const HELP_KEYS: &str = "/help/keys";
pub const LOCK: &str = "/lock";
/// The locked screen.
pub const LOCKED: &str = "/locked";
pub const UNLOCK: &str = "/unlock";
/// The event stream (decision 27).
pub const LIVE: &str = "/live";
/// What has changed since a cursor, for those without the stream.
pub const LIVE_POLL: &str = "/live/poll";
/// "I am still here", so that the server's own lock waits.
pub const ALIVE: &str = "/session/alive";
/// Where a form saves what is written; see [`draft`].
pub const DRAFTS: &str = "/drafts";
pub const DISCARD_DRAFT: &str = "/drafts/discard";
pub const GIVE_ASSIGNMENT: &str = "/assignments/give";
/// Ends an assignment that a lead has given.
pub const END_ASSIGNMENT: &str = "/assignments/end";

/// Weekend stays: the first page of follow-up.
pub const WEEKEND_STAYS: &str = "/follow-up/weekend-stays";
/// The own unit's cases behind its figures.
pub const WEEKEND_CASES: &str = "/follow-up/weekend-stays/cases";
/// The same report as files.
pub const WEEKEND_STAYS_CSV: &str = "/follow-up/weekend-stays.csv";
pub const WEEKEND_STAYS_JSON: &str = "/follow-up/weekend-stays.json";
pub const WEEKEND_STAYS_XLSX: &str = "/follow-up/weekend-stays.xlsx";
pub const WEEKEND_STAYS_PDF: &str = "/follow-up/weekend-stays.pdf";
/// Its diagram.
pub const WEEKEND_STAYS_SVG: &str = "/follow-up/weekend-stays.svg";

/// Lead times and compliance.
pub const LEAD_TIMES: &str = "/follow-up/lead-times";
/// The same reports as files.
pub const LEAD_TIMES_CSV: &str = "/follow-up/lead-times.csv";
pub const LEAD_TIMES_JSON: &str = "/follow-up/lead-times.json";
pub const LEAD_TIMES_XLSX: &str = "/follow-up/lead-times.xlsx";
pub const LEAD_TIMES_PDF: &str = "/follow-up/lead-times.pdf";
/// The diagram of lead times.
pub const LEAD_TIMES_SVG: &str = "/follow-up/lead-times.svg";
pub const COMPLIANCE_CSV: &str = "/follow-up/compliance.csv";

/// Short-term places beside the waiting for them.
pub const CAPACITY: &str = "/follow-up/capacity";
/// The same report as files.
pub const CAPACITY_CSV: &str = "/follow-up/capacity.csv";
pub const CAPACITY_JSON: &str = "/follow-up/capacity.json";
pub const CAPACITY_XLSX: &str = "/follow-up/capacity.xlsx";
pub const CAPACITY_PDF: &str = "/follow-up/capacity.pdf";
/// Its diagram.
pub const CAPACITY_SVG: &str = "/follow-up/capacity.svg";

/// Frozen reports; a post freezes one.
pub const SNAPSHOTS: &str = "/follow-up/snapshots";

/// A frozen report.
#[must_use]
pub fn snapshot(id: impl std::fmt::Display) -> String {
    format!("{SNAPSHOTS}/{id}")
}

/// Payment liability.
pub const LIABILITY: &str = "/follow-up/liability";
/// The own unit's cases behind its figures.
pub const LIABILITY_CASES: &str = "/follow-up/liability/cases";
/// The same report as files.
pub const LIABILITY_CSV: &str = "/follow-up/liability.csv";
pub const LIABILITY_JSON: &str = "/follow-up/liability.json";
pub const LIABILITY_XLSX: &str = "/follow-up/liability.xlsx";
pub const LIABILITY_PDF: &str = "/follow-up/liability.pdf";
/// Its diagram.
pub const LIABILITY_SVG: &str = "/follow-up/liability.svg";
/// The basis of an invoice, for the parties of the payment.
pub const INVOICE_CSV: &str = "/follow-up/liability/invoice.csv";
pub const INVOICE_PDF: &str = "/follow-up/liability/invoice.pdf";

/// The work in the background, for whoever looks after the server.
pub const JOBS: &str = "/jobs";
pub const RETRY_JOB: &str = "/jobs/retry";

/// Where the form with this key saves its draft. The key is the act's word and the chain.
#[must_use]
pub fn draft(form: &str) -> String {
    format!("{DRAFTS}?form={}", encode(form))
}

/// Where a draft is thrown away.
#[must_use]
pub fn discard_draft(form: &str, next: &str) -> String {
    format!("{DISCARD_DRAFT}?form={}&next={}", encode(form), encode(next))
}

/// The page of a chain.
#[must_use]
pub fn chain(id: impl std::fmt::Display) -> String {
    format!("{HOME}/{id}")
}

/// A ready notice's account, day by day; notices are numbered from 1.
#[must_use]
pub fn liability_case(id: impl std::fmt::Display, notice: usize) -> String {
    format!("{LIABILITY_CASES}/{id}/{notice}")
}

/// Who has opened a chain.
#[must_use]
pub fn access_log(id: impl std::fmt::Display) -> String {
    format!("{HOME}/{id}/access-log")
}

/// The form that starts a chain from a stay. A visit key is the sender and a visit number; it stands
/// encoded, because both are foreign text.
#[must_use]
pub fn start_from_stay(visit_key: &str) -> String {
    use base64::Engine as _;
    let key = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(visit_key);
    format!("{START}?stay={key}")
}

/// The visit key in the query of [`start_from_stay`]; none when it is not ours.
#[must_use]
pub fn visit_key(stay: &str) -> Option<String> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(stay).ok()?;
    String::from_utf8(bytes).ok()
}

/// Encodes a value for the query of an address.
#[must_use]
pub fn encode(value: &str) -> String {
    const PLAIN: &[u8] = b"-_.~/";
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || PLAIN.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// An address on this site, from a form or a query; anything else leads home.
#[must_use]
pub fn local(next: &str) -> &str {
    let fits = next.starts_with('/')
        && !next.starts_with("//")
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if fits { next } else { HOME }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_of_this_site_is_followed() {
        assert_eq!(local("/care-chains?filter=ours"), "/care-chains?filter=ours");
        for foreign in ["https://example.se/", "//example.se", "/\\example.se", "/a\nb", ""] {
            assert_eq!(local(foreign), HOME, "{foreign:?}");
        }
    }

    #[test]
    fn a_value_in_a_query_says_nothing_but_itself() {
        assert_eq!(encode("a b&c=å"), "a%20b%26c%3D%C3%A5");
    }
}
