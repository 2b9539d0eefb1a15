//! Two days of events and messages, and the form for a new one.

use brygga_web::views::*;

use super::chain::button;
use super::s;

fn message(time: &str, from: Holder, unit: &str, role: &str, text: &str) -> MessageEntry {
    MessageEntry {
        id: format!("m-{}", time.replace(':', "")),
        time: s(time),
        at: format!("2026-11-20T{time}:00+01:00"),
        from,
        unit: s(unit),
        role: s(role),
        text: s(text),
        ..MessageEntry::default()
    }
}

fn state(reached: Reached, unit: &str, time: &str) -> MessageState {
    MessageState { unit: s(unit), reached, time: s(time) }
}

fn event(time: &str, icon: &'static str, tone: Tone, lead: &str, text: &str, under: &str) -> Entry {
    Entry::Event(EventEntry {
        time: s(time),
        at: format!("2026-11-19T{time}:00+01:00"),
        icon,
        tone,
        lead: s(lead),
        text: s(text),
        under: s(under),
        ..EventEntry::default()
    })
}

pub(crate) fn today() -> TimelineDay {
    let leaving = MessageEntry {
        ours: true,
        states: vec![],
        undo: Some(Pending {
            leaves_at: s("13:42:12"),
            until: s("2026-11-20T12:42:12Z"),
            action: s("/chains/26-004711/undo"),
            hidden: vec![Hidden::new("pending", "p1")],
            seconds: 8,
        }),
        ..message(
            "13:42",
            Holder::Us,
            "Avdelning 37",
            "avdelningskoordinator",
            "Greta har nyckeln med sig.",
        )
    };
    let question = MessageEntry {
        unread: true,
        needs_answer: true,
        answer_url: Some(s("/chains/26-004711/acts/answer?message=1")),
        acknowledge: Some(button("Kvittera", "check")),
        take_over: Some(button("Tar hand om", "user")),
        states: vec![state(Reached::WaitsForAnswer, "Avdelning 37", "")],
        ..message(
            "13:31",
            Holder::Municipality,
            "Björkvik kommun",
            "biståndshandläggare",
            "Hemtjänsten kan möta vid bostaden tidigast 17:30. Har Greta nyckel med sig, eller ska \
             vi hämta hos grannen?",
        )
    };
    let named = MessageEntry {
        unread: true,
        compartment: s("Hälso- och sjukvård"),
        acknowledge: Some(button("Kvittera", "check")),
        states: vec![
            state(Reached::Acknowledged, "Björkvik hemsjukvård", "13:05"),
            state(Reached::Delivered, "Avdelning 37", "12:58"),
        ],
        ..message(
            "12:58",
            Holder::PrimaryCare,
            "Ekens vårdcentral",
            "samordningssjuksköterska",
            "Uppföljning per telefon tisdag 24 november kl. 10.",
        )
    };
    TimelineDay {
        label: s("Idag fredag 20 november"),
        entries: vec![
            Entry::Message(Box::new(leaving)),
            Entry::Message(Box::new(question)),
            Entry::Message(Box::new(named)),
            Entry::Event(EventEntry {
                time: s("11:20"),
                at: s("2026-11-20T11:20:00+01:00"),
                icon: "phone",
                text: s("Hjälpmedelscentralen levererar rollator och duschpall."),
                under: s("Sagt i telefon till Avdelning 37"),
                tags: vec![Tag::new(
                    TagKind::Warn,
                    "phone",
                    "Enligt telefon, ej bekräftat av Hjälpmedelscentralen",
                )],
                ..EventEntry::default()
            }),
        ],
    }
}

pub(crate) fn yesterday() -> TimelineDay {
    let report = MessageEntry {
        ours: true,
        states: vec![
            state(Reached::Acknowledged, "Björkvik hemsjukvård", "15:31"),
            state(Reached::TakenOver, "Ekens vårdcentral", "15:40"),
        ],
        attachments: vec![Link::new("Omvårdnadsepikris 19 nov", "/chains/26-004711/files/1")],
        ..message(
            "15:20",
            Holder::Us,
            "Avdelning 37",
            "avdelningskoordinator",
            "Omvårdnadsepikris bifogad. Går med rollator, en person vid trappa. Äter själv.",
        )
    };
    TimelineDay {
        label: s("Igår torsdag 19 november"),
        entries: vec![
            Entry::Message(Box::new(report)),
            event(
                "13:00",
                "users",
                Tone::Brand,
                "SIP genomförd",
                "med Greta, dottern, Björkvik och Ekens vårdcentral",
                "Plan upprättad och godkänd 13:48",
            ),
            event(
                "10:20",
                "flag",
                Tone::Brand,
                "Utskrivningsklar",
                "enligt läkare på Avdelning 37",
                "Kvitterad av Björkvik 10:41 och Ekens vårdcentral 11:15",
            ),
        ],
    }
}

pub(crate) fn composer() -> Composer {
    let recipient = |value: &str, unit: &str, holder, hint: &str| Recipient {
        value: s(value),
        unit: s(unit),
        holder,
        hint: s(hint),
        selected: true,
    };
    let compartment = |value: &str, label: &str, readers: &str, selected| Compartment {
        value: s(value),
        label: s(label),
        readers: s(readers),
        selected,
    };
    Composer {
        action: s("/chains/26-004711/messages"),
        draft_url: s("/chains/26-004711/draft"),
        hidden: vec![Hidden::new("token", "t0ken")],
        max_length: 4000,
        recipients: vec![
            recipient("u21", "Björkvik kommun", Holder::Municipality, ""),
            recipient(
                "u31",
                "Ekens vårdcentral",
                Holder::PrimaryCare,
                "obemannad från 17:00, ring 0100-00 00 31",
            ),
        ],
        compartments: vec![
            compartment("0", "Samordning", "Läses av alla parter i ärendet", true),
            compartment(
                "1",
                "Hälso- och sjukvård",
                "Läses av hemsjukvården och vårdcentralen, inte av biståndshandläggaren",
                false,
            ),
        ],
        draft: s("Utkast sparat 13:40"),
        ..Composer::default()
    }
}
