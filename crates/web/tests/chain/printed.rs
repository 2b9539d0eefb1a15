//! The case on paper.

use axum::http::StatusCode;

use crate::desk::{NUMBER, Site, all_words, forms, words};

#[tokio::test]
async fn the_case_on_paper_has_all_that_is_read_and_nothing_to_press() {
    let (s, p, chain) = Site::with_parties().await;
    let page = s.get(&p.nurse, &chain).await;
    assert!(page.html.contains(&format!("href=\"{chain}/print\"")));
    let paper = s.get(&p.nurse, &format!("{chain}/print")).await;
    assert_eq!(paper.status, StatusCode::OK, "{}", words(&paper.html));
    for said in ["Mallström", NUMBER, "testnummer", "höftfraktur"] {
        assert!(paper.html.contains(said), "{said}");
    }
    let text = all_words(&paper.html);
    assert!(text.contains("Utskrift på papper idag 13:52 av Avdelning 37"), "{text}");
    assert!(!text.contains(">["), "{text}");
    assert!(forms(&paper.html).is_empty(), "nothing to press");
    assert!(!paper.html.contains("<details"), "no menus");
    // Each prints what it reads.
    let paper = s.get(&p.assessor, &format!("{chain}/print")).await;
    assert!(paper.html.contains("Mallström") && !paper.html.contains("höftfraktur"));
    let (stranger, _) =
        s.sign_in(brygga_domain::registry::Role::NeedsAssessor, "LSS-enheten Björkvik").await;
    let nothing = s.get(&stranger, &format!("{chain}/print")).await;
    let unknown = "/care-chains/09090909-0909-0909-0909-090909090909/print";
    let unknown = s.get(&stranger, unknown).await;
    assert_eq!((nothing.status, nothing.html), (unknown.status, unknown.html));
}

#[tokio::test]
async fn that_a_case_was_printed_stands_in_the_access_log() {
    let (s, p, chain) = Site::with_parties().await;
    s.get(&p.nurse, &format!("{chain}/print")).await;
    let id = brygga_domain::ids::ChainId::parse(chain.rsplit('/').next().unwrap()).unwrap();
    let log = s.site.app.store.accesses_of(id, None, 50).await.unwrap();
    assert!(log.entries.iter().any(|entry| entry.what == "print-chain"));
}
