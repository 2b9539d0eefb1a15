//! Two chains of one admission (M12): who reads one of them sees of the other what may be opened anyway.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use brygga_app::care_chain::{
    ChainView, Opened, PerformAct, load, open_chain, perform_act, print_chain, rebuild, view_chain,
};
use brygga_app::{Actor, AppError, on_day};
use brygga_domain::calendar::local_date;
use brygga_domain::care_chain::acts::{
    Act, AnswerNotice, MarkProtected, MarkSameAs, Notice, PartyUnit, StartChain,
};
use brygga_domain::care_chain::{Identity, NoticeAnswer};
use brygga_domain::identification::PersonIdentifier;
use brygga_domain::ids::{ChainId, HsaId, PersonId};
use brygga_domain::moment::Moment;
use brygga_domain::registry::Role;
use brygga_testkit::TestSite;
use jiff::SignedDuration;

struct Wards {
    site: TestSite,
    ward: Actor,
    /// Takes part in the chains of Norr alone.
    north: Actor,
    /// Takes part in those of Syd alone.
    south: Actor,
    /// Takes part in both.
    home_care: Actor,
}

impl Wards {
    async fn new() -> Self {
        let site = TestSite::new().await;
        Self {
            ward: site.actor("Kim Demosson", "Avdelning 37"),
            north: site.actor_as(Role::NeedsAssessor, "Biståndsenheten Björkvik Norr"),
            south: site.actor_as(Role::NeedsAssessor, "Biståndsenheten Björkvik Syd"),
            home_care: site.actor_as(Role::MunicipalNurse, "Hemsjukvården Björkvik"),
            site,
        }
    }

    fn party(&self, unit: &HsaId) -> PartyUnit {
        let registry = self.site.app.registry();
        let unit = on_day(&registry, self.site.app.now()).unit(unit).unwrap();
        PartyUnit {
            unit: unit.id.clone(),
            organisation: unit.organisation.clone(),
            branch: unit.branch,
            supplier: unit.kind.is_supplier(),
        }
    }

    async fn act(&self, actor: &Actor, chain: ChainId, act: impl Into<Act>) {
        let request = PerformAct::new(chain, act, self.site.app.new_command());
        perform_act(&self.site.app, actor, request).await.unwrap();
    }

    /// A chain of the ward's, with those who receive for an area.
    async fn start(&self, number: u8, area: &str) -> ChainId {
        let chain = ChainId::from_bytes([number; 16]);
        let now = self.site.app.now();
        let at = |hours: i64| Moment::from_instant(now + SignedDuration::from_hours(hours));
        let registry = self.site.app.registry();
        let to = on_day(&registry, now).recipients_for("9901", Some(area));
        let act = StartChain {
            identity: Identity {
                person: PersonId::from_bytes([90; 16]),
                identifier: PersonIdentifier::parse("19380712-9022", local_date(now)).unwrap(),
                given: "Greta".to_owned(),
                family: "Mallström".to_owned(),
            },
            address: None,
            municipality: Some("9901".to_owned()),
            area: Some(area.to_owned()),
            place: None,
            admitted_at: at(-3),
            protected: false,
            ward: self.party(&self.ward.unit),
            consent: None,
            notice: Some(Notice {
                to: to.into_iter().map(|unit| self.party(&unit.id)).collect(),
                judged_by: "Lo Provsson, läkare".to_owned(),
                judged_at: at(-3),
                judged_at_admission: true,
                estimated_discharge: at(72),
                secrecy_hinders: false,
                phone: None,
                details: None,
            }),
        };
        self.act(&self.ward, chain, act).await;
        chain
    }

    async fn mark(&self, chain: ChainId, other: ChainId, same: bool) {
        let loaded = load(&self.site.app, chain).await.unwrap();
        let marks = loaded.facts.iter().filter(|it| !same && it.event_type == "same-as-marked");
        let shown = marks.map(|fact| fact.id).collect();
        self.act(&self.ward, chain, MarkSameAs { chain: other, same, shown }).await;
    }

    async fn open(&self, actor: &Actor, chain: ChainId) -> ChainView {
        match open_chain(&self.site.app, actor, chain).await.unwrap() {
            Opened::Case(view) => *view,
            Opened::OwnAnswers(_) => panic!("its reading has ended"),
        }
    }

    /// The other chains on the page of one.
    async fn beside(&self, actor: &Actor, chain: ChainId) -> Vec<ChainId> {
        self.open(actor, chain).await.linked.iter().map(|it| it.id).collect()
    }

    /// What the access log says that somebody did with a chain, the latest last.
    async fn logged(&self, actor: &Actor, chain: ChainId) -> Vec<String> {
        let page = self.site.app.store.accesses_of(chain, None, 100).await.unwrap();
        let of_actor = page.entries.into_iter().filter(|it| it.user.as_ref() == Some(&actor.user));
        let mut said: Vec<String> = of_actor.map(|it| it.what).collect();
        said.reverse();
        said
    }
}

#[tokio::test]
async fn a_mark_shows_from_both_ends_until_it_is_taken_back() {
    let w = Wards::new().await;
    let (a, b) = (w.start(1, "Norr").await, w.start(2, "Syd").await);
    assert!(w.beside(&w.ward, a).await.is_empty());
    w.mark(a, b, true).await;
    for actor in [&w.ward, &w.home_care] {
        assert_eq!(w.beside(actor, a).await, [b]);
        assert_eq!(w.beside(actor, b).await, [a], "the mark stands in the other chain");
        // What is shown of it is what its own page shows, and no more.
        let own = w.open(actor, b).await;
        let beside = w.open(actor, a).await.linked.remove(0);
        let facts = |view: &ChainView| view.facts.iter().map(|fact| fact.id).collect::<Vec<_>>();
        assert_eq!(facts(&beside), facts(&own));
        assert_eq!((beside.allowed, beside.steps), (own.allowed, own.steps));
        assert_eq!((beside.chain, beside.version), (own.chain, own.version));
        assert!(beside.linked.is_empty(), "one step");
    }
    let facts = w.open(&w.home_care, a).await.linked.remove(0).facts.len();
    assert!(facts < load(&w.site.app, b).await.unwrap().facts.len(), "not every compartment");

    w.mark(a, b, false).await;
    assert!(w.beside(&w.ward, a).await.is_empty());
    assert!(w.beside(&w.ward, b).await.is_empty());
}

#[tokio::test]
async fn who_takes_part_in_one_of_them_hears_nothing_of_the_other() {
    let w = Wards::new().await;
    let (a, b) = (w.start(1, "Norr").await, w.start(2, "Syd").await);
    w.mark(a, b, true).await;
    assert!(w.beside(&w.north, a).await.is_empty());
    assert!(w.beside(&w.south, b).await.is_empty());
    // Nobody asked for it: the access log of the other chain does not say that it was refused.
    assert!(w.logged(&w.north, b).await.is_empty());
    assert!(w.logged(&w.south, a).await.is_empty());
    // The number of the other chain stands in nothing that they read.
    for fact in w.open(&w.north, a).await.facts {
        assert!(!fact.text.contains(&b.to_string()[..8]), "{}", fact.text);
    }
}

#[tokio::test]
async fn protected_identity_of_the_other_is_kept_from_all_but_its_ward() {
    let w = Wards::new().await;
    let (a, b) = (w.start(1, "Norr").await, w.start(2, "Syd").await);
    w.mark(a, b, true).await;
    w.act(&w.ward, b, MarkProtected { protected: true }).await;
    assert!(w.beside(&w.home_care, a).await.is_empty());
    assert_eq!(w.beside(&w.ward, a).await, [b]);
    let nothing = open_chain(&w.site.app, &w.home_care, b).await;
    assert!(matches!(nothing, Err(AppError::NothingHere)));
}

#[tokio::test]
async fn a_chain_whose_reading_has_ended_is_shown_beside_no_other() {
    let w = Wards::new().await;
    let (a, b) = (w.start(1, "Norr").await, w.start(2, "Syd").await);
    w.mark(a, b, true).await;
    let of = load(&w.site.app, b).await.unwrap().chain().notices[0].id;
    let answer = NoticeAnswer::NothingRequired;
    let act = AnswerNotice { of, answer, note: None, shown: Vec::new() };
    w.act(&w.home_care, b, act).await;
    assert_eq!(w.beside(&w.home_care, a).await, [b], "for a day still");
    w.site.clock.advance(SignedDuration::from_hours(25));
    assert!(w.beside(&w.home_care, a).await.is_empty());
    let own = open_chain(&w.site.app, &w.home_care, b).await.unwrap();
    assert!(matches!(own, Opened::OwnAnswers(_)), "its own answer, and no union");
}

#[tokio::test]
async fn each_chain_that_is_shown_has_its_own_row_in_the_access_log() {
    let w = Wards::new().await;
    let (a, b) = (w.start(1, "Norr").await, w.start(2, "Syd").await);
    w.mark(a, b, true).await;
    w.open(&w.home_care, a).await;
    print_chain(&w.site.app, &w.home_care, a).await.unwrap();
    // An act's page shows its own chain alone.
    view_chain(&w.site.app, &w.home_care, a).await.unwrap();
    assert_eq!(w.logged(&w.home_care, a).await, ["view-chain", "print-chain", "view-chain"]);
    assert_eq!(w.logged(&w.home_care, b).await, ["view-chain", "print-chain"]);
    let page = w.site.app.store.accesses_of(b, None, 1).await.unwrap();
    assert_eq!(page.entries[0].persons, [PersonId::from_bytes([90; 16])]);
}

#[tokio::test]
async fn four_are_shown_at_the_most_one_step_away_and_in_order() {
    let w = Wards::new().await;
    let a = w.start(9, "Norr").await;
    let mut others = Vec::new();
    for number in [7, 3, 5, 1, 6] {
        let other = w.start(number, "Norr").await;
        w.mark(a, other, true).await;
        others.push(other);
    }
    let hidden = w.start(2, "Syd").await;
    w.mark(hidden, a, true).await;
    let far = w.start(8, "Norr").await;
    w.mark(far, others[1], true).await;
    let shown = |numbers: [u8; 4]| numbers.map(|number| ChainId::from_bytes([number; 16]));
    // Those that somebody does not read take no place of the others.
    assert_eq!(w.beside(&w.north, a).await, shown([1, 3, 5, 6]));
    assert_eq!(w.beside(&w.ward, a).await, shown([1, 2, 3, 5]));
    assert!(w.logged(&w.north, hidden).await.is_empty());
}

#[tokio::test]
async fn a_mark_is_cancelled_as_any_other_fact_and_an_unknown_chain_shows_nothing() {
    let w = Wards::new().await;
    let (a, b) = (w.start(1, "Norr").await, w.start(2, "Norr").await);
    w.mark(a, ChainId::from_bytes([77; 16]), true).await;
    w.mark(a, a, true).await;
    assert!(w.beside(&w.ward, a).await.is_empty());
    w.mark(b, a, true).await;
    assert_eq!(w.beside(&w.ward, a).await, [b]);
    let kept = w.site.store.projection_digest().await.unwrap();
    rebuild(&w.site.app, |_| {}).await.unwrap();
    assert_eq!(w.site.store.projection_digest().await.unwrap(), kept, "as the log says");
    assert_eq!(w.beside(&w.ward, a).await, [b]);

    let loaded = load(&w.site.app, b).await.unwrap();
    let mark = loaded.facts.iter().find(|it| it.event_type == "same-as-marked").unwrap();
    let cancel = brygga_domain::care_chain::acts::CancelFacts {
        of: vec![mark.id],
        written_by: Some(w.ward.unit.clone()),
        reason: brygga_domain::care_chain::CancelReason::Mistake,
        note: "Fel ärende".to_owned(),
    };
    w.act(&w.ward, b, cancel).await;
    assert!(w.beside(&w.ward, a).await.is_empty(), "its effect is gone");
}
