//! Several municipalities, a unit that was added after the ready notice, the two dates of a SIP
//! (definitions 4, 6, 7): on the page of the case and in the lists.

use axum::http::StatusCode;
use brygga_domain::registry::Role;

use crate::desk::{Parties, Site, all_words, filled, words};

const NEIGHBOUR: &str = "Biståndsenheten Hamnsund";

/// A further notice, to the neighbouring municipality.
async fn notify_neighbour(s: &Site, p: &Parties, chain: &str) {
    let unit = s.site.actor_as(Role::NeedsAssessor, NEIGHBOUR).unit;
    let values = [
        ("to", unit.as_str()),
        ("judged-by", "Mio Mallgren"),
        ("secrecy", "no"),
        ("estimate-date", "2026-11-23"),
        ("estimate-time", "11:00"),
    ];
    s.act(&p.nurse, &format!("{chain}/send-admission-notice"), &values).await;
    s.minutes(1);
}

async fn says_yes(s: &Site, user: &str, chain: &str) {
    let path = format!("{chain}/answer-municipality-ready");
    let yes = [("answer", "yes"), ("from-date", "2026-11-23"), ("from-time", "08:00")];
    let mut asked = s.try_act(user, &path, &yes).await;
    if asked.status == StatusCode::UNPROCESSABLE_ENTITY {
        let why = [("despite", "Löses på plats")];
        asked = s.post(user, &path, &filled(&asked.html, &why)).await;
    }
    s.confirm(user, &asked).await;
    s.minutes(1);
}

#[tokio::test]
async fn each_municipality_has_its_own_kommunklar_on_the_page_and_in_the_lists() {
    let (s, p, chain) = Site::with_parties().await;
    notify_neighbour(&s, &p, &chain).await;
    s.act(
        &p.nurse,
        &format!("{chain}/declare-ready"),
        &[("physician", "Mio Mallgren"), ("secrecy", "no")],
    )
    .await;
    s.minutes(1);
    let (neighbour, _) = s.sign_in(Role::NeedsAssessor, NEIGHBOUR).await;
    let all = [p.nurse.as_str(), &p.assessor, &neighbour];
    let neither = ["Kommunklar Björkvik kommun , Saknas", "Kommunklar Hamnsund kommun , Saknas"];
    s.all_read(&all, &chain, &neither).await;
    says_yes(&s, &neighbour, &chain).await;
    let one = ["Kommunklar Björkvik kommun , Saknas", "Kommunklar Hamnsund kommun , Klart"];
    s.all_read(&all, &chain, &one).await;
    // In the lists: the ward sees one of two, the neighbour its own, the other nothing yet.
    let list = |user: &str| {
        let (s, user) = (&s, user.to_owned());
        async move { s.get(&user, "/care-chains").await.html }
    };
    assert!(list(&p.nurse).await.contains("Kommunklar 1 av 2"));
    let theirs = list(&neighbour).await;
    assert!(theirs.contains(">Kommunklar<") && !theirs.contains("av 2<"), "{}", words(&theirs));
    assert!(!list(&p.assessor).await.contains(">Kommunklar<"));
    // The gate needs all: going home asks for the municipality that has not answered.
    let home = [("despite", "Anhörig hämtar")];
    let gated = s.try_act(&p.nurse, &format!("{chain}/discharge"), &[]).await;
    let path = format!("{chain}/discharge");
    let gated = s.post(&p.nurse, &path, &filled(&gated.html, &home)).await;
    assert!(gated.html.contains("name=\"municipality-contacted\""), "{}", words(&gated.html));
    for user in [&p.assessor, &p.home_care] {
        says_yes(&s, user, &chain).await;
    }
    s.all_read(&all, &chain, &["Kommunklar Björkvik kommun , Klart"]).await;
    assert!(list(&p.nurse).await.contains(">Kommunklar<"));
}

#[tokio::test]
async fn a_unit_that_came_after_the_ready_notice_is_notified_by_the_ward() {
    let (s, p, chain) = Site::with_parties().await;
    s.act(
        &p.nurse,
        &format!("{chain}/declare-ready"),
        &[("physician", "Mio Mallgren"), ("secrecy", "no")],
    )
    .await;
    s.minutes(1);
    let todo = "Underrätta enheter som kom till efter utskrivningsklar";
    s.none_reads(&[&p.nurse], &chain, &[todo]).await;
    let nobody = s.get(&p.nurse, &format!("{chain}/notify-ready")).await;
    assert!(nobody.html.contains("Ingen att underrätta"), "{}", words(&nobody.html));
    notify_neighbour(&s, &p, &chain).await;
    let (neighbour, _) = s.sign_in(Role::NeedsAssessor, NEIGHBOUR).await;
    s.all_read(&[&p.nurse], &chain, &[todo, "Alla berörda enheter är inte underrättade"]).await;
    let page = s.get(&neighbour, &chain).await;
    assert!(!page.html.contains("href=\"/care-chains/answer"), "{}", words(&page.html));
    let path = format!("{chain}/notify-ready");
    let asked = s.try_act(&p.nurse, &path, &[]).await;
    assert!(asked.html.contains(NEIGHBOUR), "only who was not told: {}", words(&asked.html));
    assert!(asked.html.contains("räknas från den senaste underrättelsen"));
    let done = s.confirm(&p.nurse, &asked).await;
    let receipt = s.get(&p.nurse, &done.to).await;
    assert!(receipt.html.contains(NEIGHBOUR), "{}", words(&receipt.html));
    s.none_reads(&[&p.nurse], &chain, &[todo, "Alla berörda enheter är inte underrättade"]).await;
    let told = "Underrättelse om att patienten är utskrivningsklar skickades även till";
    s.all_read(&[&p.nurse, &p.assessor, &neighbour], &chain, &[told]).await;
    s.all_read(&[&neighbour], &chain, &["Meddela kommunklar"]).await;
    // Each municipality from its own notice: before and after 12 o'clock are a day apart, here not.
    let dates = ["Björkvik kommun, tidigast från", "Hamnsund kommun, tidigast från"];
    s.all_read(&[&p.nurse], &chain, &dates).await;
}

#[tokio::test]
async fn a_sip_shows_the_plain_date_and_the_last_lawful_one() {
    let (s, p, chain) = Site::with_parties().await;
    s.act(&p.head, &format!("{chain}/name-care-contact"), &[("name", "Kim Demosson")]).await;
    s.act(&p.nurse, &format!("{chain}/request-sip"), &[]).await;
    s.none_reads(&[&p.contact], &chain, &["sista dag enligt lag"]).await;
    // Friday 13.52: three days are Monday, which is lawful itself. On a Wednesday they end on Saturday.
    s.site.clock.set("2026-11-25T10:00:00Z".parse().unwrap());
    let p = s.sign_all_in().await;
    s.act(
        &p.nurse,
        &format!("{chain}/declare-ready"),
        &[("physician", "Mio Mallgren"), ("secrecy", "no")],
    )
    .await;
    let dates = "lör 28 nov (tre dagar), sista dag enligt lag mån 30 nov";
    let page = s.get(&p.contact, &chain).await;
    let shown = page.html.matches(dates).count();
    assert_eq!(shown, 2, "in the step and on the card: {}", crate::desk::all_words(&page.html));
    s.all_read(&[&p.nurse, &p.assessor], &chain, &[dates]).await;
}

#[tokio::test]
async fn an_item_of_a_supplier_says_for_whom_the_ward_waits() {
    let (s, p, chain) = Site::with_parties().await;
    let registry = s.site.app.registry();
    let today = brygga_app::on_day(&registry, s.site.app.now());
    let centre = today.units().find(|unit| unit.name == "Hjälpmedelscentralen").unwrap().id.clone();
    s.act(&p.nurse, &format!("{chain}/add-party"), &[("unit", centre.as_str())]).await;
    s.minutes(1);
    let item = [("item", "aids"), ("state", "under-way"), ("unit", centre.as_str())];
    s.act(&p.nurse, &format!("{chain}/set-checklist-item"), &item).await;
    s.act(
        &p.nurse,
        &format!("{chain}/declare-ready"),
        &[("physician", "Mio Mallgren"), ("secrecy", "no")],
    )
    .await;
    s.all_read(&[&p.nurse], &chain, &["väntar på Hjälpmedelscentralen"]).await;
}

/// Definitions 4: it is not a no, and only the physician closes it.
#[tokio::test]
async fn an_objection_is_called_one_and_only_the_physician_is_asked_to_answer() {
    let (s, p, chain) = Site::with_parties().await;
    let ready = [("physician", "Mio Mallgren"), ("secrecy", "no")];
    s.act(&p.nurse, &format!("{chain}/declare-ready"), &ready).await;
    s.minutes(5);
    let answer = [("answer", "not-medically-ready"), ("because", "Ny feber")];
    let path = format!("{chain}/answer-municipality-ready");
    let asked = s.try_act(&p.assessor, &path, &answer).await;
    let said = all_words(&asked.html);
    assert!(said.contains("Ny feber") && !said.contains("Från"), "no time is said: {said}");
    s.confirm(&p.assessor, &asked).await;
    let page = s.get(&p.nurse, &chain).await.html;
    let said = all_words(&page);
    let mark = "Biståndsenheten Björkvik Norr: Patienten är inte medicinskt klar";
    assert!(said.contains(mark), "{said}");
    assert!(!page.contains("answer-question?of="), "it could only be refused: {said}");
    let page = s.get(&p.physician, &chain).await.html;
    let link = page.split("href=\"").find(|it| it.contains("answer-question?of=")).unwrap();
    let link = link.split('"').next().unwrap();
    let form = s.try_act(&p.nurse, link, &[("text", "Nej")]).await;
    let said = all_words(&form.html);
    assert!(said.contains("Bara läkare kan besvara det"), "{said}");
}

/// A unit that the registry has closed still takes part in the case: whoever sends to it is told.
#[tokio::test]
async fn a_unit_that_is_closed_is_said_to_read_nothing() {
    use brygga_app::registry::import_registry;
    use brygga_app::registry_file::{DEMO_REGISTRY, read_registry_file};

    let (s, p, chain) = Site::with_parties().await;
    let says = "enheten är nedlagd, ingen läser";
    s.none_reads(&[&p.nurse], &chain, &[says]).await;
    let mut file = read_registry_file(DEMO_REGISTRY).unwrap();
    let closed = s.site.actor_as(Role::MunicipalNurse, crate::desk::HOME_CARE).unit;
    file.unit.retain(|unit| unit.id != closed);
    let today = brygga_domain::calendar::local_date(s.site.app.now());
    import_registry(&s.site.app, &file, today).await.unwrap();
    s.all_read(&[&p.nurse], &chain, &[says]).await;
    let form = s.get(&p.nurse, &format!("{chain}/send-message")).await;
    assert!(all_words(&form.html).contains(says), "{}", words(&form.html));
    let ready = [("physician", "Mio Mallgren"), ("secrecy", "no")];
    let asked = s.try_act(&p.nurse, &format!("{chain}/declare-ready"), &ready).await;
    assert!(all_words(&asked.html).contains(says), "{}", words(&asked.html));
}
