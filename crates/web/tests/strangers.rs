//! Every page is tried by strangers: somebody who is not signed in, and somebody who has no relation
//! to the person, the chain or the unit.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

mod site;

use axum::http::StatusCode;
use site::{Answer, NUMBER, Site};

/// Pages by the module that answers them; `{chain}` stands for a chain.
const PAGES: [(&str, &str); 49] = [
    ("worklist", "/care-chains"),
    ("worklist", "/care-chains/counts"),
    ("own_answers", "/care-chains/own-answers"),
    ("access_log", "/care-chains/{chain}/access-log"),
    ("assignments", "/assignments"),
    ("give_assignment", "/assignments/give"),
    ("search", "/search"),
    ("account", "/account"),
    ("keys", "/help/keys"),
    ("jobs", "/jobs"),
    ("weekend_stays", "/follow-up/weekend-stays"),
    ("cases", "/follow-up/weekend-stays/cases"),
    ("export", "/follow-up/weekend-stays.csv"),
    ("export", "/follow-up/weekend-stays.json"),
    ("export", "/follow-up/weekend-stays.xlsx"),
    ("export", "/follow-up/weekend-stays.pdf"),
    ("export", "/follow-up/weekend-stays.svg"),
    ("lead_times", "/follow-up/lead-times"),
    ("export", "/follow-up/lead-times.csv"),
    ("export", "/follow-up/lead-times.json"),
    ("export", "/follow-up/compliance.csv"),
    ("export", "/follow-up/lead-times.xlsx"),
    ("export", "/follow-up/lead-times.pdf"),
    ("export", "/follow-up/lead-times.svg"),
    ("capacity", "/follow-up/capacity"),
    ("capacity", "/follow-up/capacity.csv"),
    ("capacity", "/follow-up/capacity.json"),
    ("capacity", "/follow-up/capacity.xlsx"),
    ("capacity", "/follow-up/capacity.pdf"),
    ("capacity", "/follow-up/capacity.svg"),
    ("snapshots", "/follow-up/snapshots"),
    ("snapshots", "/follow-up/snapshots/09090909-0909-0909-0909-090909090909"),
    ("snapshots", "/follow-up/snapshots/09090909-0909-0909-0909-090909090909/report.json"),
    ("snapshots", "/follow-up/snapshots/09090909-0909-0909-0909-090909090909/report.pdf"),
    ("snapshots", "/follow-up/snapshots/09090909-0909-0909-0909-090909090909/report.xlsx"),
    ("liability", "/follow-up/liability"),
    ("export", "/follow-up/liability.csv"),
    ("export", "/follow-up/liability.json"),
    ("export", "/follow-up/liability.xlsx"),
    ("export", "/follow-up/liability.pdf"),
    ("export", "/follow-up/liability.svg"),
    ("export", "/follow-up/liability/invoice.csv"),
    ("export", "/follow-up/liability/invoice.pdf"),
    ("cases", "/follow-up/liability/cases"),
    ("case", "/follow-up/liability/cases/{chain}/1"),
    ("live", "/live"),
    ("live", "/live/poll"),
    ("care_chain", "/care-chains/{chain}"),
    ("care_chain", "/care-chains/{chain}/print"),
];

/// Pages that show nothing of anybody: `sign_in`, `locked`, `health`, `files`.
const OPEN: [(&str, &str); 4] = [
    ("sign_in", "/sign-in"),
    ("locked", "/locked"),
    ("health", "/healthz"),
    ("files", "/assets/app.js"),
];

const UNKNOWN: &str = "09090909-0909-0909-0909-090909090909";

#[tokio::test]
async fn nobody_sees_any_page_without_signing_in() {
    let site = Site::new().await;
    let chain = site.admit(&site.inner.actor("Kim Demosson", "Avdelning 37")).await.to_string();
    let nobody = site.browser();
    for (page, path) in PAGES {
        let answer = nobody.get(&path.replace("{chain}", &chain)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{page}");
        assert!(answer.header("location").starts_with("/sign-in"), "{page}");
        assert!(answer.body.is_empty(), "{page}");
    }
    for (page, path) in OPEN {
        let answer = nobody.get(path).await;
        assert!(!answer.body.contains("Mallström"), "{page}");
    }
}

#[tokio::test]
async fn a_stranger_finds_nothing_of_the_person_on_any_page() {
    let site = Site::new().await;
    let chain = site.admit(&site.inner.actor("Kim Demosson", "Avdelning 37")).await.to_string();
    let stranger = site.as_user("Kim Demosson", "Medicin 9").await;
    for (page, path) in PAGES.into_iter().filter(|(_, path)| *path != "/live") {
        let answer = stranger.get(&path.replace("{chain}", &chain)).await;
        for secret in ["Mallström", "Greta", NUMBER] {
            assert!(!answer.body.contains(secret), "{page} tells {secret}");
        }
    }
    let found = stranger.post("/search", &[("q", NUMBER)]).await;
    let other = stranger.post("/search", &[("q", "19430102-7472")]).await;
    assert!(found.body.contains("Inget att visa"), "{}", found.body);
    assert_eq!(found.body.replace(NUMBER, ""), other.body.replace("19430102-7472", ""));
}

/// Definition 13, decision 23: the same status, headers and bytes.
#[tokio::test]
async fn what_a_stranger_may_not_see_looks_like_what_does_not_exist() {
    let site = Site::new().await;
    let chain = site.admit(&site.inner.actor("Kim Demosson", "Avdelning 37")).await.to_string();
    let stranger = site.as_user("Kim Demosson", "Medicin 9").await;
    for (page, path) in PAGES.into_iter().filter(|(_, path)| path.contains("{chain}")) {
        let of = |id: &str| path.replace("{chain}", id);
        let existing: Answer = stranger.get(&of(&chain)).await;
        assert_eq!(existing.status, StatusCode::NOT_FOUND, "{page}");
        for id in [UNKNOWN, "no-id-at-all"] {
            assert_eq!(existing, stranger.get(&of(id)).await, "{page} {id}");
        }
    }
    let fields = |id| [("chain", id), ("token", "none"), ("back", "/care-chains")];
    let existing = stranger.post("/care-chains/acknowledge", &fields(&chain)).await;
    let unknown = stranger.post("/care-chains/acknowledge", &fields(UNKNOWN)).await;
    assert_eq!((existing.status, existing.body.len()), (unknown.status, unknown.body.len()));
}
