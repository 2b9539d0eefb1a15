//! Somebody was faster: a form that was opened before another's act says what happened in between,
//! keeps what was typed, and offers the choice that the rule gives (M2, M3, M4, M6, M10, decision
//! 35).

use axum::http::StatusCode;
use brygga_app::care_chain::load;
use brygga_domain::envelope::{AggregateKind, Compartment, StreamId};
use brygga_domain::ids::{ChainId, Digest};
use brygga_domain::registry::Role;
use brygga_store::{NewEvent, Prepared};

use crate::desk::{ASSESSOR, Answer, Site, WARD, filled, words};

type Values<'a> = &'a [(&'a str, &'a str)];

const NOTICE: Values<'_> = &[("physician", "Lo Provsson"), ("secrecy", "no")];
const OTHER_NOTICE: Values<'_> = &[("physician", "Mo Exempelsson"), ("secrecy", "no")];
const FEVER: Values<'_> = &[("reason", "Feber på förmiddagen")];
const TUESDAY: Values<'_> = &[("estimate-date", "2026-11-24")];

/// Ward 37 with its nurse and its coordinator, and a case of theirs.
struct Ward {
    s: Site,
    nurse: String,
    coordinator: String,
    chain: String,
}

impl Ward {
    async fn new() -> Self {
        let s = Site::new().await;
        let (nurse, _) = s.sign_in(Role::WardNurse, WARD).await;
        let (coordinator, _) = s.sign_in(Role::WardCoordinator, WARD).await;
        let chain = s.start(&nurse).await;
        s.minutes(5);
        Self { s, nurse, coordinator, chain }
    }

    /// The same when the person has been declared ready.
    async fn ready() -> Self {
        let ward = Self::new().await;
        ward.act(&ward.nurse, "declare-ready", NOTICE).await;
        ward
    }

    async fn assessor(&self) -> String {
        self.s.sign_in(Role::NeedsAssessor, ASSESSOR).await.0
    }

    fn path(&self, word: &str) -> String {
        format!("{}/{word}", self.chain)
    }

    async fn act(&self, user: &str, word: &str, values: Values<'_>) {
        self.s.act(user, &self.path(word), values).await;
        self.s.minutes(5);
    }

    /// Somebody opens a form, another does something meanwhile, and the form is sent. The answer says
    /// that it came late, and all this.
    async fn overtaken(
        &self,
        (late, word, typed): (&str, &str, Values<'_>),
        (other, meanwhile, values): (&str, &str, Values<'_>),
        says: &[&str],
    ) -> Answer {
        let path = self.path(word);
        let old = self.s.get(late, &path).await;
        self.s.minutes(1);
        self.s.act(other, &self.path(meanwhile), values).await;
        self.s.minutes(1);
        let stale = self.s.post(late, &path, &filled(&old.html, typed)).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "{}", words(&stale.html));
        for said in says {
            assert!(stale.html.contains(said), "{said}: {}", words(&stale.html));
        }
        stale
    }

    /// The nurse's new estimate is overtaken by the coordinator's.
    async fn two_estimates(&self, typed: Values<'_>) -> Answer {
        let (late, meanwhile) = ((&*self.nurse, "change-estimate"), "change-estimate");
        let says = ["Läget ändrades", "Avdelning 37", "24 nov"];
        let typed_too: Vec<&str> = typed.iter().map(|(_, value)| *value).collect();
        let says: Vec<&str> = says.into_iter().chain(typed_too).collect();
        let other = (&*self.coordinator, meanwhile, TUESDAY);
        self.overtaken((late.0, late.1, typed), other, &says).await
    }

    /// The nurse gives the notice again while the coordinator takes it back, and insists.
    async fn given_again_and_withdrawn(&self) {
        let again = (&*self.nurse, "declare-ready", OTHER_NOTICE);
        let withdrawn = (&*self.coordinator, "withdraw-ready", FEVER);
        let says = ["Feber på förmiddagen", "Mo Exempelsson"];
        let stale = self.overtaken(again, withdrawn, &says).await;
        let asked = self.s.press(&self.nurse, &stale.html, &["Skicka ändå"]).await;
        self.s.confirm(&self.nurse, &asked).await;
    }

    async fn says(&self, user: &str, texts: &[&str]) {
        let page = self.s.get(user, &self.chain).await;
        for text in texts {
            assert!(page.html.contains(text), "{text}: {}", words(&page.html));
        }
    }

    async fn is_silent(&self, user: &str, texts: &[&str]) {
        let page = self.s.get(user, &self.chain).await;
        for text in texts {
            assert!(!page.html.contains(text), "{text}: {}", words(&page.html));
        }
    }

    /// Chooses one of the values of a dispute, and confirms it.
    async fn choose(&self, user: &str, value: &str) {
        let page = self.s.get(user, &self.chain).await;
        let asked = self.s.press(user, &page.html, &["Låt det här gälla", value]).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", words(&asked.html));
        self.s.confirm(user, &asked).await;
    }
}

#[tokio::test]
async fn of_two_estimates_one_is_chosen_on_the_page_of_the_case() {
    let ward = Ward::new().await;
    let typed = [("estimate-date", "2026-11-26"), ("reason", "Väntar på provsvar")];
    let stale = ward.two_estimates(&typed).await;
    // Without script the words stand in the form again, whichever way is taken.
    let form = ward.s.get(&ward.nurse, &ward.path("change-estimate")).await;
    assert!(form.html.contains("Väntar på provsvar") && form.html.contains("2026-11-26"));
    let asked = ward.s.press(&ward.nurse, &stale.html, &["Skicka ändå"]).await;
    ward.s.confirm(&ward.nurse, &asked).await;
    let dispute = ["Två olika uppgifter", "Var beredd på det tidigaste"];
    ward.says(&ward.coordinator, &dispute).await;
    ward.choose(&ward.coordinator, "2026-11-24").await;
    ward.is_silent(&ward.nurse, &["Två olika uppgifter"]).await;
    // Who receives reads both values but does not choose for the ward.
    let assessor = ward.assessor().await;
    ward.is_silent(&assessor, &["Låt det här gälla"]).await;
}

/// A server remembers the case as it read it last: that is no reason to do what the log would show to be
/// late, and none to send back what has nothing to do with it.
#[tokio::test]
async fn a_form_is_late_too_when_the_other_act_went_through_another_server() {
    let mut ward = Ward::new().await;
    let (nurse, coordinator) = (ward.nurse.clone(), ward.coordinator.clone());
    let (estimate, informed) = (ward.path("change-estimate"), ward.path("inform-patient"));
    let other = ward.s.other_server().await;
    for (path, typed, meanwhile, status) in [
        (estimate, [("estimate-date", "2026-11-26")], "2026-11-24", StatusCode::CONFLICT),
        (informed, [("next-of-kin", "dotter")], "2026-11-25", StatusCode::SEE_OTHER),
    ] {
        let old = ward.s.get(&nurse, &path).await;
        ward.s.minutes(1);
        let first = std::mem::replace(&mut ward.s.router, other.clone());
        ward.act(&coordinator, "change-estimate", &[("estimate-date", meanwhile)]).await;
        ward.s.router = first;
        let mut typed = filled(&old.html, &typed);
        typed.push(("confirm".to_owned(), "yes".to_owned()));
        let answer = ward.s.post(&nurse, &path, &typed).await;
        assert_eq!(answer.status, status, "{path}: {}", words(&answer.html));
    }
}

/// In a compartment in which there was nothing when the case was read.
#[tokio::test]
async fn what_another_server_has_begun_meanwhile_is_read_before_the_act_is_decided() {
    let ward = Ward::new().await;
    let (store, app) = (&ward.s.site.store, &ward.s.site.app);
    let aggregate = store.aggregates(AggregateKind::Chain, None, 2).await.unwrap()[0];
    let chain = ChainId::from_bytes(*aggregate.as_bytes());
    let read = load(app, chain).await.unwrap();
    let stream = StreamId::chain(chain, Compartment::Control);
    assert!(!read.last.contains_key(&stream), "nobody has written there");
    let body = store.aggregate(aggregate).await.unwrap().pop().and_then(|event| event.body);
    let written = Prepared {
        cmd: app.new_command(),
        content: Digest([1; 32]),
        actor: "feed".to_owned(),
        at: app.now(),
        expected: Vec::new(),
        read: None,
        events: vec![NewEvent {
            stream,
            deps: Vec::new(),
            replaces: Vec::new(),
            part: 0,
            crit: false,
            body: body.unwrap(),
        }],
        changes: Vec::new(),
        access: Vec::new(),
    };
    store.commit(written).await.unwrap();
    ward.act(&ward.coordinator, "change-estimate", &[("estimate-date", "2026-11-26")]).await;
    let facts = load(app, chain).await.unwrap();
    assert!(facts.last.contains_key(&stream));
    assert_eq!(facts.facts.len(), store.aggregate(aggregate).await.unwrap().len());
}

#[tokio::test]
async fn a_stale_form_can_be_written_anew_about_what_stands() {
    let ward = Ward::new().await;
    let typed = [("estimate-date", "2026-11-26"), ("reason", "Mina ord")];
    let stale = ward.two_estimates(&typed).await;
    let write = ["Skriv om utifrån det nya läget"];
    let anew = ward.s.press(&ward.nurse, &stale.html, &write).await;
    assert_eq!(anew.status, StatusCode::OK);
    assert!(anew.html.contains("Mina ord") && anew.html.contains("2026-11-26"));
    let path = ward.path("change-estimate");
    let sent = ward.s.send(&ward.nurse, &path, &filled(&anew.html, &[])).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent.html));
    ward.is_silent(&ward.nurse, &["Två olika uppgifter"]).await;
}

#[tokio::test]
async fn send_anyway_holds_for_what_was_read_and_not_for_what_came_after() {
    let ward = Ward::new().await;
    let stale = ward.two_estimates(&[("estimate-date", "2026-11-26")]).await;
    let later = [("estimate-date", "2026-11-25")];
    ward.act(&ward.coordinator, "change-estimate", &later).await;
    let again = ward.s.press(&ward.nurse, &stale.html, &["Skicka ändå"]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", words(&again.html));
    assert!(again.html.contains("25 nov"), "{}", words(&again.html));
}

/// M3: not ready until the ward has said what holds.
#[tokio::test]
async fn ready_and_withdrawn_at_once_is_settled_by_the_ward_with_a_confirmation() {
    let ward = Ward::ready().await;
    ward.given_again_and_withdrawn().await;
    let dispute = ["Utskrivningsklar och återtagen samtidigt", "är personen inte utskrivningsklar"];
    ward.says(&ward.nurse, &dispute).await;
    // The withdrawal holds: one button, confirmed, since it has legal effect.
    ward.choose(&ward.coordinator, "Feber").await;
    ward.is_silent(&ward.nurse, &["återtagen samtidigt"]).await;
}

/// M3, the other choice: the notice is given again.
#[tokio::test]
async fn of_ready_and_withdrawn_the_notice_can_be_given_again() {
    let ward = Ward::ready().await;
    ward.given_again_and_withdrawn().await;
    ward.choose(&ward.nurse, "Mo Exempelsson").await;
    ward.is_silent(&ward.nurse, &["återtagen samtidigt"]).await;
    let assessor = ward.assessor().await;
    let form = ward.s.get(&assessor, &ward.path("answer-municipality-ready")).await;
    assert!(!form.html.contains("Preliminärt"), "a notice stands: {}", words(&form.html));
}

/// What is taken back already cannot be taken back again: no button that would be refused.
#[tokio::test]
async fn two_who_withdraw_are_told_that_it_is_done() {
    let ward = Ward::ready().await;
    let late = (&*ward.nurse, "withdraw-ready", &[("reason", "Också mina ord")][..]);
    let done = (&*ward.coordinator, "withdraw-ready", FEVER);
    let says = ["Feber på förmiddagen", "Också mina ord", "Det går inte att skicka längre"];
    let stale = ward.overtaken(late, done, &says).await;
    assert!(!stale.html.contains("Skicka ändå"));
}

/// M4: an answer to a notice that was taken back is dormant; one "gäller fortfarande" makes it
/// valid for the next.
#[tokio::test]
async fn an_answer_to_a_withdrawn_notice_is_dormant_and_said_again_with_one_button() {
    let ward = Ward::ready().await;
    let assessor = ward.assessor().await;
    let word = "answer-municipality-ready";
    let yes = [("answer", "yes"), ("from-date", "2026-11-23"), ("from-time", "14:00")];
    let reason = [("reason", "Ny bedömning av läkare")];
    let withdrawn = (&*ward.nurse, "withdraw-ready", &reason[..]);
    let says = ["Ny bedömning av läkare", "2026-11-23", "14:00"];
    let stale = ward.overtaken((&assessor, word, &yes), withdrawn, &says).await;
    // The gate may ask why, before the confirmation.
    let answered = async |asked: Answer| {
        let why = [("despite", "Insatserna är beställda")];
        let gated = asked.status == StatusCode::UNPROCESSABLE_ENTITY;
        let asked = if gated {
            ward.s.post(&assessor, &ward.path(word), &filled(&asked.html, &why)).await
        } else {
            asked
        };
        ward.s.confirm(&assessor, &asked).await;
    };
    answered(ward.s.press(&assessor, &stale.html, &["Skicka ändå"]).await).await;
    let dormant = "Kommunen svarade på ett besked som tagits tillbaka";
    ward.says(&assessor, &[dormant]).await;
    // Nothing stands that it could hold for.
    ward.is_silent(&assessor, &["Gäller fortfarande"]).await;
    ward.act(&ward.nurse, "declare-ready", NOTICE).await;
    ward.says(&assessor, &[dormant]).await;
    let page = ward.s.get(&assessor, &ward.chain).await;
    answered(ward.s.press(&assessor, &page.html, &["Gäller fortfarande"]).await).await;
    ward.is_silent(&ward.nurse, &[dormant]).await;
    ward.says(&ward.nurse, &["kan ta emot från mån 23 nov 14:00"]).await;
}

/// M6: the municipality says no while the discharge lies open.
#[tokio::test]
async fn a_discharge_that_the_municipality_overtakes_says_so_before_anything_is_sent() {
    let ward = Ward::ready().await;
    let assessor = ward.assessor().await;
    let no = [("answer", "no"), ("because", "Sängen är inte levererad")];
    let late = (&*ward.nurse, "discharge", &[("despite", "Allt är ordnat")][..]);
    let meanwhile = (&*assessor, "answer-municipality-ready", &no[..]);
    let stale = ward.overtaken(late, meanwhile, &["Sängen är inte levererad"]).await;
    let asked = ward.s.press(&ward.nurse, &stale.html, &["Skicka ändå"]).await;
    // The gate still asks: sending anyway is no way around it.
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", words(&asked.html));
    let why = [("despite", "Anhörig tar emot"), ("municipality-contacted", "yes")];
    let path = ward.path("discharge");
    let asked = ward.s.post(&ward.nurse, &path, &filled(&asked.html, &why)).await;
    ward.s.confirm(&ward.nurse, &asked).await;
    for user in [&ward.nurse, &assessor] {
        ward.says(user, &["Utskriven utan kommunklar"]).await;
    }
}

/// M10: what was sent holds; what is typed now is not lost and becomes a correction.
#[tokio::test]
async fn the_same_form_with_other_content_is_sent_as_a_correction() {
    let ward = Ward::new().await;
    let path = ward.path("change-estimate");
    let form = ward.s.get(&ward.nurse, &path).await;
    ward.s.send(&ward.nurse, &path, &filled(&form.html, TUESDAY)).await;
    let other = filled(&form.html, &[("estimate-date", "2026-11-25"), ("reason", "Rättat")]);
    let both = ward.s.post(&ward.nurse, &path, &other).await;
    assert_eq!(both.status, StatusCode::CONFLICT);
    for said in ["Samma formulär, olika innehåll", "24 nov", "2026-11-25", "Rättat"] {
        assert!(both.html.contains(said), "{said}: {}", words(&both.html));
    }
    let sent = ward.s.send(&ward.nurse, &path, &filled(&both.html, &[])).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent.html));
    ward.is_silent(&ward.nurse, &["Två olika uppgifter"]).await;
    ward.says(&ward.nurse, &["25 nov"]).await;
}

/// M10 while a message waits to leave: the second text is not thrown away in silence.
#[tokio::test]
async fn a_waiting_message_sent_again_with_other_words_shows_both() {
    let ward = Ward::new().await;
    let (s, nurse, path) = (&ward.s, &ward.nurse, ward.path("send-message"));
    let form = s.get(nurse, &path).await;
    let to = s.site.actor_as(Role::NeedsAssessor, ASSESSOR).unit.to_string();
    let first = filled(&form.html, &[("text", "Åker hem kl. 11"), ("to", &to)]);
    assert_eq!(s.post(nurse, &path, &first).await.status, StatusCode::SEE_OTHER);
    assert_eq!(s.post(nurse, &path, &first).await.status, StatusCode::SEE_OTHER);
    let other = filled(&form.html, &[("text", "Åker hem kl. 13"), ("to", &to)]);
    let both = s.post(nurse, &path, &other).await;
    assert_eq!(both.status, StatusCode::CONFLICT, "{}", words(&both.html));
    assert!(both.html.contains("kl. 11") && both.html.contains("kl. 13"));
}

/// What a colleague has done meanwhile.
#[tokio::test]
async fn a_refusal_tells_what_happened_while_the_form_lay_open() {
    let ward = Ward::new().await;
    let late = (&*ward.nurse, "inform-patient", &[("next-of-kin", "son och sonhustru")][..]);
    let meanwhile = (&*ward.coordinator, "inform-patient", &[("next-of-kin", "dotter")][..]);
    ward.overtaken(late, meanwhile, &["son och sonhustru", "Läget ändrades"]).await;
}

/// The form of the checklist lets one choose the item; that it has been set before is no conflict.
#[tokio::test]
async fn an_item_that_is_chosen_in_the_form_replaces_what_the_form_showed() {
    let ward = Ward::new().await;
    let word = "set-checklist-item";
    let under_way = [("item", "medication-list"), ("state", "under-way")];
    ward.act(&ward.nurse, word, &under_way).await;
    let open = ward.s.get(&ward.coordinator, &ward.path(word)).await;
    let done = [("item", "medication-list"), ("state", "done")];
    ward.act(&ward.nurse, word, &done).await;
    ward.is_silent(&ward.nurse, &["Två olika uppgifter"]).await;
    let late = filled(&open.html, &[("item", "medication-list"), ("state", "missing")]);
    let stale = ward.s.post(&ward.coordinator, &ward.path(word), &late).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", words(&stale.html));
    let other = filled(&open.html, &[("item", "discharge-summary"), ("state", "done")]);
    let sent = ward.s.post(&ward.coordinator, &ward.path(word), &other).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent.html));
}
