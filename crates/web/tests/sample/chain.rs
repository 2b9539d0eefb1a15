//! One care chain: as the ward sees it, with conflicts, and a new one.

use brygga_web::views::*;

use super::timeline::{composer, today, yesterday};
use super::{Maker, Sample, page, s};

use CheckState::{Done as D, Missing as M, NotApplicable as N, UnderWay as U};

pub(crate) fn greta() -> PersonHead {
    PersonHead {
        family_name: s("Mallström"),
        given_name: s("Greta"),
        identity: s("19380214-0003"),
        identity_label: s("Personnummer"),
        test_number: true,
        age: s("88 år"),
        facts: vec![
            Fact::new("Finns på", "Avdelning 37, plats 12:1"),
            Fact::new("Hemkommun", "Björkvik, område Norr"),
            Fact::new("Vårdcentral", "Ekens vårdcentral"),
            Fact::new("Beräknad utskrivning", "Idag fre 20 nov 16:00"),
        ],
        tags: vec![
            Tag::new(TagKind::Neutral, "home", "Bor ensam"),
            Tag::new(TagKind::Weekend, "wk", "Helgrisk"),
        ],
    }
}

pub(crate) fn button(label: &str, icon: &'static str) -> ButtonForm {
    ButtonForm {
        label: s(label),
        icon,
        action: s("/chains/26-004711/act"),
        hidden: vec![Hidden::new("token", "t0ken")],
    }
}

fn act(icon: &'static str, label: &str) -> ActLink {
    ActLink { icon, label: s(label), url: s("/chains/26-004711/acts/x") }
}

fn step(state: StepState, label: &str, lines: &[&str]) -> ChainStep {
    ChainStep { state, label: s(label), lines: lines.iter().map(|line| s(line)).collect() }
}

fn mark(state: CheckState, label: &str, unit: &str, line: &str) -> ReadyMark {
    ReadyMark { state, label: s(label), unit: s(unit), lines: vec![s(line)] }
}

fn due(label: &str, left: &str, at: &str, urgency: Urgency) -> Option<Due> {
    Some(Due { label: s(label), left: s(left), at: s(at), urgency })
}

fn us(name: &str) -> Who {
    Who { holder: Holder::Us, name: s(name) }
}

fn todo() -> Vec<Todo> {
    vec![
        Todo {
            icon: "alert",
            text: s("Skicka läkemedelslista"),
            who: us("Läkare"),
            hint: String::new(),
            due: due("Idag 15:00", "1 tim 18 min", "2026-11-20T14:00:00Z", Urgency::Soon),
            act: TodoAct::Do(act("pill", "Bifoga lista")),
            ..Todo::default()
        },
        Todo {
            icon: "chat",
            text: s("Svara på kommunens fråga om nyckel"),
            who: us("Koordinator"),
            hint: String::new(),
            due: due("Idag 15:00", "1 tim 18 min", "2026-11-20T14:00:00Z", Urgency::Soon),
            act: TodoAct::Do(act("chat", "Svara")),
            ..Todo::default()
        },
        Todo {
            icon: "glass",
            text: s("Meddela kommunklar"),
            who: Who { holder: Holder::Municipality, name: s("Björkvik kommun") },
            hint: String::new(),
            due: due("Idag 15:30", "1 tim 48 min", "2026-11-20T14:30:00Z", Urgency::Soon),
            act: TodoAct::Remind(button("Påminn", "clock")),
            ..Todo::default()
        },
        Todo {
            icon: "circle",
            text: s("Boka sjukresa"),
            who: us("Koordinator"),
            hint: s("när hemgångstiden är klar"),
            due: due("Idag 15:45", "2 tim 3 min", "2026-11-20T14:45:00Z", Urgency::Calm),
            act: TodoAct::Do(act("car", "Boka")),
            ..Todo::default()
        },
    ]
}

fn checklist() -> Checklist {
    let item = |state, label: &str, detail: &str, tick| ChecklistItem {
        state,
        label: s(label),
        detail: s(detail),
        tick,
    };
    let items = vec![
        item(D, "Omvårdnadsepikris", "skickad tors 15:20", None),
        item(M, "Läkemedelslista", "läkare, senast 15:00", None),
        item(D, "Epikris", "signerad idag 11:10", None),
        item(D, "Hjälpmedel", "levererade idag 09:14", None),
        item(N, "Korttidsplats", "bedömt i SIP", None),
        item(
            U,
            "Trygg hemgång",
            "start idag 17:30, nyckel återstår",
            Some(button("Klart", "check")),
        ),
        item(D, "Närstående informerad", "dotter, tors 13:55", None),
    ];
    Checklist {
        preparation: Preparation { boxes: items.iter().map(|item| item.state).collect() },
        items,
        edit_url: Some(s("/chains/26-004711/acts/checklist")),
    }
}

fn parties() -> Vec<Party> {
    let party = |holder, unit: &str, us: bool, detail: &str, tags| Party {
        unanswered: (!us).then(|| button("Ringt, ej svar", "phone")),
        holder,
        unit: s(unit),
        us,
        detail: s(detail),
        from: None,
        tags,
    };
    vec![
        party(Holder::Us, "Avdelning 37", true, "Ansvarig avdelning · 0100-00 00 37", vec![]),
        party(
            Holder::Municipality,
            "Björkvik kommun",
            false,
            "Biståndshandläggare · 0100-00 00 21",
            vec![Tag::new(TagKind::Ok, "check", "Vi tar över")],
        ),
        party(
            Holder::PrimaryCare,
            "Ekens vårdcentral",
            false,
            "Fast vårdkontakt · 0100-00 00 31",
            vec![],
        ),
        party(
            Holder::Supplier,
            "Hjälpmedelscentralen",
            false,
            "läser inte Brygga, ring 0100-00 00 90",
            vec![],
        ),
    ]
}

fn conflicts() -> Vec<Conflict> {
    let value = |choice: &str, value: &str, who: &str, when: &str| ConflictValue {
        value: s(value),
        who: s(who),
        when: s(when),
        choose: (!choice.is_empty()).then(|| ButtonForm {
            label: s("Låt det här gälla"),
            icon: "check",
            action: s("/chains/26-004711/change-estimate"),
            hidden: vec![Hidden::new("choice", choice), Hidden::new("token", "t0ken")],
        }),
    };
    vec![
        Conflict {
            id: s("c1"),
            kind: ConflictKind::DifferentValues,
            subject: s("Beräknad utskrivning"),
            values: vec![
                value("a", "fre 20 nov 16:00", "Avdelning 37, läkare", "idag 13:12"),
                value("b", "lör 21 nov 10:00", "Avdelning 37, koordinator", "idag 13:13"),
            ],
            meanwhile: s("Var beredd fre 20 nov 16:00. Hemgång tillåts tidigast lör 21 nov 10:00."),
            acts: vec![],
        },
        Conflict {
            id: s("c2"),
            kind: ConflictKind::ReadyAndWithdrawn,
            subject: String::new(),
            values: vec![
                value("a", "Utskrivningsklar", "Avdelning 37, läkare", "idag 12:58"),
                value("b", "Återtagen: feber", "Avdelning 37, sjuksköterska", "idag 12:57"),
            ],
            meanwhile: s(
                "Räknas som inte utskrivningsklar till dess avdelningen har sagt vad som gäller.",
            ),
            acts: vec![],
        },
        Conflict {
            id: s("c3"),
            kind: ConflictKind::AnswersWithdrawnNotice,
            subject: String::new(),
            values: vec![value(
                "a",
                "Kommunklar från fre 20 nov 17:30",
                "Björkvik kommun",
                "idag 11:48",
            )],
            meanwhile: s("Svaret är vilande. Kommunen behöver svara på det nya beskedet."),
            acts: vec![Link::new("Gäller fortfarande", "/chains/26-004711/acts/still-holds")],
        },
        Conflict {
            id: s("c4"),
            kind: ConflictKind::DischargedWithoutReady,
            subject: String::new(),
            values: vec![value(
                "",
                "Utskriven idag 13:10",
                "Avdelning 37, sjuksköterska",
                "idag 13:12",
            )],
            meanwhile: s("Kommunen är inte klar. Ring kommunens jour."),
            acts: vec![],
        },
        Conflict {
            id: s("c5"),
            kind: ConflictKind::SameFormDifferentContent,
            subject: s("Hemgångstid"),
            values: vec![
                value("a", "idag 16:00", "Avdelning 37, koordinator", "idag 13:20"),
                value("b", "idag 18:00", "Avdelning 37, koordinator", "idag 13:20"),
            ],
            meanwhile: String::new(),
            acts: vec![],
        },
    ]
}

/// With another case of the same admission.
fn linked(chain: Chain) -> Chain {
    let tag = || Some(Tag::new(TagKind::Neutral, "link", "ur ärende 26-00469"));
    let case = LinkedCase {
        kind: NoteKind::Info,
        lead: s("Samma vårdtillfälle som ärende 26-00469."),
        text: s("Planering, ligger hos Avdelning 57. Dess händelser, steg och parter visas här."),
        warning: s("Det ärendet gäller en annan person: Mallström, Greta."),
        topic: s("chain:26-00469"),
        version: 3,
        open: Link::new("Visa ärende 26-00469", "/chains/26-00469"),
        take_back: vec![Link::new("Ta tillbaka i ärende 26-00471", "/chains/26-004711/same")],
    };
    let ward = Party {
        holder: Holder::Hospital,
        unit: s("Avdelning 57"),
        detail: s("Slutenvård · 0100-00 00 57"),
        from: tag(),
        ..Party::default()
    };
    let step = Todo {
        icon: "glass",
        text: s("Meddela utskrivningsklar"),
        tag: tag(),
        who: Who { holder: Holder::Hospital, name: s("Avdelning 57") },
        ..Todo::default()
    };
    let mut all = Chain { linked: vec![case], ..chain };
    all.parties.push(ward);
    all.todo.push(step);
    all
}

impl Maker {
    fn chain_shell(self) -> Shell {
        let (key_hints, path) = (KeyHint::CHAIN.to_vec(), s("/chains/26-004711"));
        Shell { key_hints, path, ..self.ward() }
    }

    pub(crate) fn chains(self) -> Vec<Sample> {
        let shell = || self.chain_shell();
        let chain = |chain| ChainPage { t: self.t, shell: shell(), person: greta(), chain };
        let conflicted = Chain { conflicts: conflicts(), ..linked(self.chain()) };
        let quiet = Chain {
            todo: vec![],
            also_todo: vec![],
            todo_title: s("Enligt plan"),
            checklist: None,
            liability: None,
            place: None,
            timeline: Timeline {
                filter: TimelineFilter::Messages,
                composer: None,
                days: vec![],
                ..self.chain().timeline
            },
            notes: vec![Note {
                kind: NoteKind::Warn,
                lead: s("Skyddad identitet."),
                text: s("Direktkontakt krävs."),
                link: None,
            }],
            ..self.chain()
        };
        let protected = PersonHead {
            family_name: s("Skyddad identitet"),
            identity_label: s("Personnummer"),
            ..PersonHead::default()
        };
        vec![
            page("chain", self.chain_page()),
            page("chain-conflicts", chain(conflicted)),
            page(
                "chain-protected",
                ChainPage { t: self.t, shell: shell(), person: protected, chain: quiet },
            ),
        ]
    }

    /// The page of one case as it is before a template.
    pub(crate) fn chain_page(self) -> ChainPage {
        ChainPage { t: self.t, shell: self.chain_shell(), person: greta(), chain: self.chain() }
    }

    fn chain(self) -> Chain {
        Chain {
            number: s("26-004711"),
            url: s("/chains/26-004711"),
            topic: s("chain:26-004711"),
            version: 12,
            print_url: Some(s("/chains/26-004711?print=all")),
            list_url: s("/care-chains"),
            place: Some(PlaceInList {
                text: s("Ärende 2 av 5 i “Kräver åtgärd av oss”"),
                previous: Some(s("/chains/26-004700")),
                next: Some(s("/chains/26-004720")),
            }),
            steps: vec![
                step(
                    StepState::Done,
                    "Inskriven",
                    &["mån 16 nov 14:12", "Avd 37 · kvitterad av alla"],
                ),
                step(StepState::Done, "Planering", &["tis 17 nov 09:30", "SIP hållen tors 19 nov"]),
                step(
                    StepState::Now,
                    "Utskrivningsklar",
                    &["tors 19 nov 10:20", "1 dygn 3 tim sedan"],
                ),
                step(StepState::Left, "Utskriven", &["beräknad idag 16:00", "sjukresa ej bokad"]),
            ],
            marks: vec![
                mark(U, "Kommunklar", "Björkvik kommun", "återstår, senast idag 15:30"),
                mark(D, "Öppenvårdsklar", "Ekens vårdcentral", "idag 12:58"),
            ],
            acts: vec![
                ActGroup {
                    title: s("Planering"),
                    acts: vec![
                        act("clock", "Ändra beräknad utskrivning"),
                        act("users", "Be om SIP"),
                        act("pill", "Bifoga läkemedelslista"),
                    ],
                },
                ActGroup {
                    title: s("Utskrivning"),
                    acts: vec![
                        act("undo", "Återta utskrivningsklar"),
                        act("home", "Meddela utskriven"),
                        act("phone", "Skriv in vad som sagts i telefon"),
                    ],
                },
            ],
            todo_title: s("Fyra saker saknas för hemgång idag"),
            todo: todo(),
            also_todo: vec![],
            timeline: Timeline {
                unread: 2,
                filter: TimelineFilter::All,
                all_url: s("/chains/26-004711"),
                messages_url: s("/chains/26-004711?show=messages"),
                changes_url: s("/chains/26-004711?show=changes"),
                composer: Some(composer()),
                days: vec![today(), yesterday()],
                earlier: Some(Earlier { n: 14, url: s("/chains/26-004711?before=x") }),
            },
            checklist: Some(checklist()),
            sip: Some(SideCard {
                tag: Some(Tag::new(TagKind::Ok, "check", "Hållen")),
                facts: vec![
                    Fact::new("Hölls", "tors 19 nov 13:00, video"),
                    Fact::new("Kallad av", "Ekens vårdcentral, fast vårdkontakt"),
                    Fact::new("Var", "före hemgång"),
                ],
                ..SideCard::default()
            }),
            parties: parties(),
            consent: Some(SideCard {
                text: s("Samtycke: SIP och informationsdelning, muntligt 16 nov"),
                links: vec![Link::new("Ändra", "/chains/26-004711/acts/consent")],
                ..SideCard::default()
            }),
            liability: Some(SideCard {
                facts: vec![
                    Fact::new("Besked lämnat", "tors 19 nov 10:20"),
                    Fact::new("Inträder", "sön 22 nov"),
                ],
                ..SideCard::default()
            }),
            access_log_url: Some(s("/chains/26-004711/access")),
            print_foot: s("Avdelning 37 · uppgifter från fre 20 nov 2026 13:42"),
            ..Chain::default()
        }
    }
}
