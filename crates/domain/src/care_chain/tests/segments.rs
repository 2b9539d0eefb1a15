//! Who reads what, and that "from now" is from now (decisions 1–3, definitions 1 and 2).

use crate::care_chain::acts::{
    AddParty, AnswerMunicipalityReady, EndParty, MarkProtected, MoveWard, Refused, SendCareRequest,
    SendMessage,
};
use crate::care_chain::events::{CareRequestSent, ReadyAnswer, RoomOpened};
use crate::care_chain::samples::{identity, november, unit};
use crate::care_chain::testing::*;
use crate::care_chain::values::MessageKind;
use crate::care_chain::{CareChain, ChainEvent, changed_for, readable_by};
use crate::envelope::{Compartment, StreamId};
use crate::ids::PersonId;
use crate::moment::Moment;

fn add(suffix: &str, history: bool, ground: &str) -> AddParty {
    AddParty { party: party(suffix), history, ground: ground.to_owned() }
}

fn end(suffix: &str) -> EndParty {
    EndParty { party: party(suffix), known: Vec::new() }
}

fn message(compartment: Compartment, to: &[&str], text: &str) -> SendMessage {
    SendMessage {
        kind: MessageKind::General,
        compartment,
        to: to.iter().map(|suffix| unit(suffix)).collect(),
        text: text.to_owned(),
        ground: None,
    }
}

fn texts(chain: &CareChain) -> Vec<&str> {
    chain.messages.iter().filter_map(|message| message.text.as_deref()).collect()
}

#[test]
fn a_unit_added_from_now_reads_no_earlier_message_but_knows_what_stands() {
    let mut node = started(&["VC", "BIST"]);
    node.act("AVD5", message(Compartment::Coordination, &["BIST"], "tidigare")).unwrap();
    node.at(20, "14:45");
    let declared = node.act("AVD5", ready(&node, &["VC", "BIST"])).unwrap();
    let facts = node.act("AVD5", further(&["HSV", "VC"])).unwrap();
    assert_eq!(node.facts.iter().find(|f| f.id == facts[0]).unwrap().event_type, "segment-opened");
    node.act("AVD5", message(Compartment::Coordination, &["HSV"], "nu")).unwrap();

    let theirs = node.view("HSV");
    assert_eq!(texts(&theirs), ["nu"]);
    let full = node.chain();
    assert_eq!(texts(&full), ["tidigare", "nu"]);
    assert_eq!(theirs.identity.heads, full.identity.heads);
    assert_eq!(theirs.ward.settled().unwrap().value, full.ward.settled().unwrap().value);
    assert_eq!(
        theirs.estimate.settled().map(|h| &h.value),
        full.estimate.settled().map(|h| &h.value)
    );
    assert_eq!(theirs.standing_ready_id(), Some(declared[0]), "the same id, to be answered");
    assert_eq!(theirs.stage(), full.stage());
    assert_eq!(theirs.notices.len(), 1, "a notice addressed to others is not carried");
    let units =
        |chain: &CareChain| chain.active_parties().map(|p| p.unit.clone()).collect::<Vec<_>>();
    assert_eq!(units(&theirs), units(&full));
    let answer = AnswerMunicipalityReady {
        of: theirs.standing_ready_id(),
        answer: ReadyAnswer::Yes { from: november(20, "15:00") },
        despite: Some("allt är på plats".to_owned()),
        shown: Vec::new(),
    };
    node.act("HSV", answer).unwrap();
    assert!(!node.view("HSV").municipality_ready.is_empty());
}

#[test]
fn a_carried_value_gives_way_to_what_later_replaces_it() {
    use crate::care_chain::acts::ChangeEstimate;
    let mut node = started(&["VC", "BIST"]);
    let change = |node: &mut Node, day| {
        let shown = node.chain().estimate.shown();
        let change =
            ChangeEstimate { estimated_discharge: november(day, "11:00"), reason: None, shown };
        node.act("AVD5", change).unwrap();
    };
    node.act("AVD5", add("LSS", false, "")).unwrap();
    change(&mut node, 25);
    node.act(
        "AVD5",
        MoveWard {
            ward: party("AVD7"),
            place: None,
            at: november(18, "23:00"),
            shown: node.chain().ward.shown(),
        },
    )
    .unwrap();
    node.act("AVD5", add("PSYK", false, "")).unwrap();
    change(&mut node, 26);
    node.act(
        "AVD7",
        MoveWard {
            ward: party("AVD5"),
            place: None,
            at: november(18, "23:00"),
            shown: node.chain().ward.shown(),
        },
    )
    .unwrap();
    for suffix in ["LSS", "PSYK", "BIST"] {
        let theirs = node.view(suffix);
        assert_eq!(theirs.conflicts(), [""; 0], "{suffix}");
        assert_eq!(theirs.ward_unit(), Some(&unit("AVD5")), "{suffix}");
        let estimate = theirs.estimate.settled().unwrap();
        assert_eq!(estimate.value.instant, november(26, "11:00").instant, "{suffix}");
    }
}

#[test]
fn history_is_disclosed_with_a_ground_and_only_then() {
    let mut node = started(&["VC", "BIST"]);
    node.act("AVD5", message(Compartment::HealthCare, &["VC"], "om hälsa")).unwrap();
    node.act("AVD5", message(Compartment::Coordination, &["BIST"], "tidigare")).unwrap();
    assert_eq!(node.act("AVD5", add("HSV", true, " ")), Err(Refused::Empty("ground")));
    node.act("AVD5", add("LSS", false, "")).unwrap();
    node.act("AVD5", add("HSV", true, "tar över efter hemgång")).unwrap();
    assert_eq!(texts(&node.view("HSV")), ["om hälsa", "tidigare"]);
    assert_eq!(texts(&node.view("LSS")), [""; 0]);
    assert_eq!(node.act("AVD5", add("HSV", false, "")), Err(Refused::AlreadyDone));
    // A unit that reads from now on is given history later, as a disclosure of its own.
    node.act("AVD5", add("LSS", true, "behöver bakgrunden")).unwrap();
    assert_eq!(texts(&node.view("LSS")), ["tidigare"], "and never health care");
}

#[test]
fn an_ended_part_reads_on_to_its_end_and_never_further() {
    let mut node = started(&["VC", "BIST", "HSV"]);
    node.act("AVD5", message(Compartment::Coordination, &["HSV"], "före")).unwrap();
    node.act("AVD5", end("HSV")).unwrap();
    node.act("AVD5", message(Compartment::Coordination, &["BIST"], "efter")).unwrap();
    node.act("AVD5", message(Compartment::HealthCare, &["VC"], "om hälsa")).unwrap();
    assert_eq!(texts(&node.view("HSV")), ["före"]);
    assert_eq!(texts(&node.view("BIST")), ["före", "efter"]);
    assert!(node.chain().party(&unit("HSV")).unwrap().ended);
    let to_ended = message(Compartment::Coordination, &["HSV"], "hör av er");
    assert_eq!(node.act("AVD5", to_ended), Err(Refused::RecipientCannotRead));
    assert_eq!(node.act("AVD5", end("HSV")), Err(Refused::AlreadyDone));
    assert_eq!(node.act("AVD5", end("AVD5")), Err(Refused::NotYourUnit));

    // Back from now on: what was written meanwhile stays unread.
    node.act("AVD5", add("HSV", false, "")).unwrap();
    node.act("AVD5", message(Compartment::Coordination, &["HSV"], "åter")).unwrap();
    assert_eq!(texts(&node.view("HSV")), ["före", "åter"]);
    node.act("AVD5", end("HSV")).unwrap();
    node.act("AVD5", add("HSV", true, "behöver bakgrunden")).unwrap();
    assert_eq!(texts(&node.view("HSV")), ["före", "efter", "om hälsa", "åter"]);
    assert!(node.chain().irregular.late_party.is_empty());
}

#[test]
fn a_new_ward_reads_what_was_written_and_the_former_reads_on() {
    let mut node = started(&["VC", "BIST"]);
    node.act("AVD5", message(Compartment::HealthCare, &["VC"], "om hälsa")).unwrap();
    let moved = MoveWard {
        ward: party("AVD7"),
        place: None,
        at: Moment::from_instant(node.now),
        shown: node.chain().ward.shown(),
    };
    node.act("AVD5", moved).unwrap();
    assert_eq!(texts(&node.view("AVD7")), ["om hälsa"]);
    assert_eq!(node.view("AVD5").ward_unit(), Some(&unit("AVD7")));
    let added = node.facts.iter().rev().find_map(|fact| match &fact.event {
        Ok(ChainEvent::PartyAdded(data)) => data.ground.clone(),
        _ => None,
    });
    assert_eq!(added.as_deref(), Some("ny ansvarig avdelning"));
}

#[test]
fn with_protected_identity_the_responsible_ward_alone_reads() {
    let mut node = started(&["VC", "BIST"]);
    node.act("AVD5", MarkProtected { protected: true }).unwrap();
    for suffix in ["VC", "BIST", "AVD7"] {
        assert_eq!(node.view(suffix), CareChain::default(), "{suffix}");
    }
    let ward = node.view("AVD5");
    assert!(ward.protected && ward.address.is_none());
    assert_eq!(node.act("AVD5", add("HSV", false, "")), Err(Refused::Protected));
    assert_eq!(node.act("AVD5", further(&["HSV", "VC"])), Err(Refused::Protected));
    assert_eq!(
        node.act("AVD5", message(Compartment::Coordination, &["VC"], "Ring oss")),
        Err(Refused::Protected)
    );
    let moved = MoveWard {
        ward: party("AVD7"),
        place: None,
        at: Moment::from_instant(node.now),
        shown: node.chain().ward.shown(),
    };
    node.act("AVD5", moved).unwrap();
    assert_eq!(node.view("AVD5"), CareChain::default(), "not the ward any more");
    assert_eq!(node.view("AVD7").ward_unit(), Some(&unit("AVD7")));
    node.act("AVD7", MarkProtected { protected: false }).unwrap();
    assert!(!node.chain().protected, "the mark can be taken away");
    assert_eq!(node.act("AVD7", MarkProtected { protected: false }), Err(Refused::AlreadyDone));
}

#[test]
fn compartments_and_rooms_keep_readers_apart() {
    let mut node = started(&["VC", "BIST", "HSV"]);
    node.act("AVD5", message(Compartment::HealthCare, &["VC", "HSV"], "alla i vården")).unwrap();
    node.act("AVD5", message(Compartment::HealthCare, &["VC"], "bara vårdcentralen")).unwrap();
    let to_ward = message(Compartment::SocialServices, &["AVD5"], "om stödet");
    assert_eq!(node.act("BIST", to_ward.clone()), Err(Refused::RecipientCannotRead));
    let ground = Some("patienten har bett om det".to_owned());
    node.act("BIST", SendMessage { ground, ..to_ward }).unwrap();
    assert_eq!(texts(&node.view("AVD5")), ["alla i vården", "bara vårdcentralen", "om stödet"]);
    assert_eq!(texts(&node.view("VC")), ["alla i vården", "bara vårdcentralen"]);
    assert_eq!(texts(&node.view("HSV")), ["alla i vården"]);
    assert_eq!(texts(&node.view("BIST")), ["om stödet"]);
    // That there is a message is no secret: the status stands in compartment 0.
    assert_eq!(node.view("BIST").messages.len(), node.chain().messages.len());
    // The same audience again uses the same room.
    node.act("AVD5", message(Compartment::HealthCare, &["VC"], "igen")).unwrap();
    assert_eq!(node.chain().rooms.len(), 2);
}

#[test]
fn a_room_that_two_nodes_gave_two_audiences_is_read_by_those_in_both() {
    let mut node = started(&["VC", "BIST", "HSV", "PSYK"]);
    node.act("AVD5", message(Compartment::HealthCare, &["VC"], "först")).unwrap();
    let other = RoomOpened {
        compartment: Compartment::HealthCare,
        room: 1,
        audience: vec![unit("AVD5"), unit("HSV")],
        ground: None,
    };
    let fact = crate::care_chain::acts::NewFact::new(other, &node.by("AVD5"));
    node.raw("AVD5", vec![fact]);
    assert_eq!(texts(&node.view("HSV")), [""; 0]);
    assert_eq!(texts(&node.view("VC")), [""; 0]);
    assert_eq!(texts(&node.view("AVD5")), ["först"]);
    node.act("AVD5", message(Compartment::HealthCare, &["VC"], "i ett nytt rum")).unwrap();
    assert_eq!(texts(&node.view("VC")), ["i ett nytt rum"]);
    assert_eq!(texts(&node.view("HSV")), [""; 0]);
}

#[test]
fn no_unit_reads_streams_of_persons_and_a_stranger_reads_nothing() {
    let node = started(&["VC"]);
    let chain = node.chain();
    let ward = readable_by(&chain, &unit("AVD5"));
    assert!(ward(stream(Compartment::HealthCare)));
    assert!(ward(stream(Compartment::Control)));
    assert!(ward(stream(Compartment::ProtectedIdentity)));
    assert!(!ward(stream(Compartment::SocialServices)));
    assert!(!ward(StreamId::person(PersonId::from_bytes([1; 16]))));
    assert!(!ward(StreamId::registry()));
    let centre = readable_by(&chain, &unit("VC"));
    assert!(!centre(stream(Compartment::ProtectedIdentity)));
    let stranger = readable_by(&chain, &unit("GRANN"));
    assert!(!Compartment::ALL.iter().any(|c| stranger(stream(*c))));
}

#[test]
fn a_care_request_becomes_an_admission() {
    let mut node = Node::new(1);
    let request = SendCareRequest {
        identity: identity(),
        municipality: Some("1080".to_owned()),
        area: None,
        own: party("HSV"),
        to: party("AKUT"),
        request: CareRequestSent {
            reason: "Fallit hemma".to_owned(),
            health: "Påverkad".to_owned(),
            ability: "Går med rollator".to_owned(),
            medication_list: true,
        },
    };
    node.act("HSV", request).unwrap();
    assert!(node.chain().admitted_at.is_none());
    node.act("AVD5", start(&["VC", "HSV", "BIST"])).unwrap();
    let chain = node.chain();
    assert_eq!(chain.admitted_at, Some(november(18, "22:40")));
    assert_eq!(chain.ward_unit(), Some(&unit("AVD5")));
    assert_eq!(chain.conflicts(), [""; 0]);
    let reads_request = |suffix| {
        let readable = readable_by(&chain, &unit(suffix));
        node.facts
            .iter()
            .any(|fact| fact.event_type == "care-request-sent" && readable(fact.stream))
    };
    assert!(reads_request("AVD5") && reads_request("AKUT") && reads_request("HSV"));
    assert!(!reads_request("VC") && !reads_request("BIST"), "from now on");
    assert_eq!(node.view("BIST").notices.len(), 1);
    assert_eq!(node.view("BIST").admitted_at, chain.admitted_at);
}

#[test]
fn a_unit_hears_of_changes_in_what_it_reads_and_of_no_others() {
    let mut node = started(&["VC", "BIST", "HSV"]);
    let all = ["AVD5", "VC", "BIST", "HSV"];
    let at = |node: &Node| all.map(|suffix| changed_for(&node.chain(), &unit(suffix)));
    let mut before = at(&node);
    let mut told = |node: &Node| {
        let now = at(node);
        let changed: Vec<&str> =
            (0..all.len()).filter(|n| now[*n] > before[*n]).map(|n| all[n]).collect();
        before = now;
        changed
    };
    // In a room of the ward and primary care; the status in compartment 0 counts for nobody.
    for kind in [MessageKind::General, MessageKind::Question] {
        let words = message(Compartment::HealthCare, &["VC"], "provsvar");
        node.act("AVD5", SendMessage { kind, ..words }).unwrap();
        assert_eq!(told(&node), ["AVD5", "VC"]);
    }
    node.act("AVD5", message(Compartment::HealthCare, &["VC", "HSV"], "sår")).unwrap();
    assert_eq!(told(&node), ["AVD5", "VC", "HSV"]);
    node.act("AVD5", message(Compartment::Coordination, &["BIST"], "nyckel")).unwrap();
    assert_eq!(told(&node), all);
    node.act("AVD5", MarkProtected { protected: true }).unwrap();
    for suffix in ["VC", "BIST", "HSV"] {
        assert_eq!(changed_for(&node.chain(), &unit(suffix)), None, "{suffix} reads nothing");
    }
}
