//! What a case and its row say at a glance: weekend risk, where the person lives, the hours that are left
//! before payment liability.

use crate::desk::{Site, all_words, words};

const READY: [(&str, &str); 2] = [("physician", "Mio Mallgren"), ("secrecy", "no")];

/// The tag "Helgrisk".
const FLAG: &str = "class=\"tag tag--help\"";

#[tokio::test]
async fn a_case_says_that_its_person_may_stay_over_the_weekend_as_its_row_does() {
    let (s, p, chain) = Site::with_parties().await;
    let users = [&p.nurse, &p.contact, &p.assessor];
    for user in users {
        for path in [&chain, "/care-chains?filter=weekend"] {
            let page = s.get(user, path).await;
            let flagged = page.html.contains(FLAG);
            assert!(!flagged, "expected on Monday: {}", words(&page.html));
        }
    }
    s.act(&p.nurse, &format!("{chain}/declare-ready"), &READY).await;
    for user in users {
        for path in [&chain, "/care-chains?filter=weekend"] {
            let page = s.get(user, path).await;
            assert!(page.html.contains(FLAG), "{path}: {}", words(&page.html));
        }
    }
    let page = s.get(&p.nurse, &chain).await;
    assert!(page.html.contains("Björkvik kommun, område Norr"), "{}", words(&page.html));
}

#[tokio::test]
async fn the_hours_before_payment_liability_are_counted_when_they_are_few() {
    let (s, p, chain) = Site::with_parties().await;
    s.act(&p.nurse, &format!("{chain}/declare-ready"), &READY).await;
    let list = all_words(&s.get(&p.assessor, "/care-chains").await.html);
    assert!(list.contains("tis 24 nov") && !list.contains("om 3 dygn"), "{list}");
    // Sunday afternoon, then Monday evening.
    for (now, left) in [("2026-11-22T13:00:00Z", "om 1 dygn"), ("2026-11-23T20:00:00Z", "om 3 tim")]
    {
        s.site.clock.set(now.parse().unwrap());
        let p = s.sign_all_in().await;
        let list = all_words(&s.get(&p.assessor, "/care-chains").await.html);
        assert!(list.contains(left), "{left}: {list}");
    }
}

#[tokio::test]
async fn a_list_of_nothing_to_do_says_how_many_wait_for_others() {
    let (s, p, chain) = Site::with_parties().await;
    let ours = "/care-chains?filter=ours";
    s.act(&p.assessor, &format!("{chain}/answer-notice"), &[("answer", "nothing-required")]).await;
    let list = all_words(&s.get(&p.assessor, ours).await.html);
    assert!(list.contains("Inget kräver åtgärd av er just nu"), "{list}");
    assert!(list.contains("Ett ärende väntar på andra"), "{list}");
}
