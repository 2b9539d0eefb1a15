//! Who reads what, in the bytes of every page of a case (definitions 1): the case, the forms, the
//! confirmation, the timeline.

use axum::http::StatusCode;
use brygga_domain::care_chain::acts::Act;
use brygga_domain::registry::Role;

use crate::desk::{ASSESSOR, HOME_CARE, Site, words};

const HEALTH: [&str; 4] =
    ["höftfraktur opererad", "Behöver två personer", "Sår på hälen", "Waran utsatt"];
const SOCIAL: [&str; 2] = ["Maken har hemtjänst", "Beviljad trygghetslarm"];
const COORDINATION: [&str; 2] = ["Åker hem på förmiddagen", "Mallström"];

/// Written to home health care alone: not even other readers of the compartment read it.
const ROOM: &str = "Nyckelkod till medicinskåpet";

/// Every page of the case that answers this reader, in one string.
async fn pages(s: &Site, user: &str, chain: &str) -> String {
    let mut all = String::new();
    for query in ["", "?all=yes", "?show=messages", "?show=changes&all=yes"] {
        let page = s.get(user, &format!("{chain}{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", words(&page.html));
        all.push_str(&page.html);
    }
    for word in Act::WORDS {
        if *word == "send-care-request" {
            continue;
        }
        let form = s.get(user, &format!("{chain}/{word}")).await;
        all.push_str(&form.html);
        // An empty form, and one that goes as far as the confirmation.
        if form.status == StatusCode::OK {
            let path = format!("{chain}/{word}");
            let pairs = crate::desk::filled(&form.html, &[]);
            let tries = pairs.iter().filter(|(name, _)| name != "confirm").cloned();
            let pairs: Vec<_> = tries.collect();
            if asks_first(word) {
                all.push_str(&s.post(user, &path, &pairs).await.html);
            }
        }
    }
    all
}

/// Acts that are confirmed: sending them once changes nothing.
fn asks_first(word: &str) -> bool {
    ["declare-ready", "answer-municipality-ready", "discharge", "cancel-facts", "close-chain"]
        .contains(&word)
}

async fn write(s: &Site, user: &str, chain: &str, text: &str, compartment: &str, to: (Role, &str)) {
    let to = s.site.actor_as(to.0, to.1).unit;
    let values = [("text", text), ("to", to.as_str()), ("compartment", compartment)];
    s.act(user, &format!("{chain}/send-message"), &values).await;
    s.site.clock.advance(jiff::SignedDuration::from_secs(11));
    brygga_app::care_chain::send_due(&s.site.app).await.unwrap();
}

#[tokio::test]
async fn each_reader_has_its_own_compartments_in_the_bytes_of_every_page() {
    let (s, p, chain) = Site::with_parties().await;
    let lss = "LSS-enheten Björkvik";
    let add = |unit: String| {
        let (s, assessor, chain) = (&s, p.assessor.as_str(), chain.clone());
        async move {
            s.act(assessor, &format!("{chain}/add-party"), &[("unit", &unit)]).await;
        }
    };
    add(s.site.actor_as(Role::NeedsAssessor, lss).unit.to_string()).await;
    let aspen = s.site.actor_as(Role::CoordinatingNurse, "Aspens vårdcentral").unit;
    s.act(&p.nurse, &format!("{chain}/add-party"), &[("unit", aspen.as_str())]).await;
    s.minutes(1);
    let nurse_to_home = (Role::MunicipalNurse, HOME_CARE);
    write(&s, &p.nurse, &chain, ROOM, "health-care", nurse_to_home).await;
    let basis = [
        ("mobility", "Behöver två personer"),
        ("personal-care", "Hjälp"),
        ("nutrition", "God"),
        ("cognition", "Klar"),
        ("health-care", "Såromläggning"),
        ("home", "Trappor"),
    ];
    s.act(&p.nurse, &format!("{chain}/share-planning-basis"), &basis).await;
    let to = (Role::NeedsAssessor, lss);
    write(&s, &p.assessor, &chain, "Maken har hemtjänst", "social-services", to).await;
    write(&s, &p.assessor, &chain, "Beviljad trygghetslarm", "social-services", to).await;
    let to = (Role::NeedsAssessor, ASSESSOR);
    write(&s, &p.nurse, &chain, "Åker hem på förmiddagen", "coordination", to).await;
    let report = [("health", "Sår på hälen"), ("ability", "Går själv"), ("home", "Trappor")];
    s.act(&p.home_care, &format!("{chain}/send-nursing-report"), &report).await;
    let item = [("item", "medication-list"), ("state", "done"), ("text", "Waran utsatt")];
    s.act(&p.nurse, &format!("{chain}/set-checklist-item"), &item).await;

    let (lss, _) = s.sign_in(Role::NeedsAssessor, lss).await;
    let (coordinator, _) = s.sign_in(Role::MunicipalCoordinator, ASSESSOR).await;
    let (private, _) = s.sign_in(Role::CoordinatingNurse, "Aspens vårdcentral").await;
    let p = s.sign_all_in().await;
    // Reader, reads health, reads social.
    let readers = [
        ("ward", &p.nurse, true, false),
        ("primary care", &p.contact, true, false),
        ("home health care", &p.home_care, true, false),
        ("needs assessor", &p.assessor, false, true),
        ("disability services", &lss, false, true),
        ("municipal coordinator in needs assessment", &coordinator, false, true),
        ("private provider", &private, false, false),
    ];
    for (who, user, health, social) in readers {
        let all = pages(&s, user, &chain).await;
        for text in COORDINATION {
            assert!(all.contains(text), "{who} reads {text}");
        }
        for text in SOCIAL {
            assert_eq!(all.contains(text), social, "{who}: {text}");
        }
        let addressed = ["ward", "home health care"].contains(&who);
        assert_eq!(all.contains(ROOM), addressed, "{who}: {ROOM}");
        // What stood before a unit was added is not disclosed to it without a ground.
        for text in HEALTH {
            assert_eq!(all.contains(text), health, "{who}: {text}");
        }
    }
}

/// A unit outside sees neither the case nor that it exists.
#[tokio::test]
async fn a_unit_that_takes_no_part_has_no_page_of_the_case() {
    let (s, _, chain) = Site::with_parties().await;
    let (stranger, _) = s.sign_in(Role::NeedsAssessor, "LSS-enheten Björkvik").await;
    for word in Act::WORDS {
        if *word == "send-care-request" {
            continue;
        }
        let page = s.get(&stranger, &format!("{chain}/{word}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{word}");
        let sent = s.post(&stranger, &format!("{chain}/{word}"), &[]).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "{word}");
    }
}
