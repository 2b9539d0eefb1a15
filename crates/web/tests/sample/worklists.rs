//! The worklists of a ward, a municipality and a primary care unit.

use brygga_web::views::*;

use super::{Maker, Sample, page, s};

use CheckState::{Done as D, Missing as M, NotApplicable as N};
use StepState::{Done, Left, Now};

fn bar(at: usize) -> Vec<StepState> {
    (0..4)
        .map(|n| match n.cmp(&at) {
            std::cmp::Ordering::Less => Done,
            std::cmp::Ordering::Equal => Now,
            std::cmp::Ordering::Greater => Left,
        })
        .collect()
}

fn prep(done: usize, total: usize) -> Option<Preparation> {
    let mut boxes = vec![D; done];
    boxes.extend(vec![M; total - done]);
    boxes.extend(vec![N; 6 - total]);
    Some(Preparation { boxes })
}

fn due(label: &str, left: &str, at: &str, urgency: Urgency) -> Option<Due> {
    Some(Due { label: s(label), left: s(left), at: s(at), urgency })
}

fn weekend() -> Tag {
    Tag::new(TagKind::Weekend, "wk", "Helgrisk")
}

struct Row<'a> {
    place: &'a str,
    name: &'a str,
    identity: &'a str,
    age: &'a str,
    stage: (&'a str, &'a str, usize),
    step: &'a str,
    who: (Holder, &'a str),
    due: Option<Due>,
    date: Cell,
    unit: &'a str,
    prep: Option<Preparation>,
    unread: u32,
    tags: Vec<Tag>,
}

fn row(row: Row<'_>) -> WorklistRow {
    WorklistRow {
        url: s("/chains/26-004711"),
        topic: format!("chain:{}", row.identity),
        version: 7,
        place: s(row.place),
        name: s(row.name),
        identity: s(row.identity),
        test_number: true,
        age: s(row.age),
        stage: Stage { label: s(row.stage.0), since: s(row.stage.1), bar: bar(row.stage.2) },
        step: s(row.step),
        who: Who { holder: row.who.0, name: s(row.who.1) },
        due: row.due,
        date: row.date,
        unit: s(row.unit),
        preparation: row.prep,
        unread: row.unread,
        messages_url: s("/chains/26-004711#messages"),
        acknowledge: (row.unread > 0).then(|| ButtonForm {
            label: s("Kvittera"),
            icon: "check",
            action: s("/chains/26-004711/acknowledge"),
            hidden: vec![Hidden::new("token", "t0ken")],
        }),
        tags: row.tags,
        changed_at: None,
    }
}

fn provgren() -> WorklistRow {
    row(Row {
        place: "12:2",
        name: "Provgren, Sven-Erik",
        identity: "19431105-0008",
        age: "83 år",
        stage: ("Inskriven", "sedan ons 16:20", 0),
        step: "Svara på fråga om gånghjälp",
        who: (Holder::Us, "Sjuksköterska"),
        due: due("Idag 13:00", "42 min försenad", "2026-11-20T12:00:00Z", Urgency::Late),
        date: Cell::plain("mån 23 nov"),
        unit: "Hamnsund",
        prep: prep(2, 6),
        unread: 1,
        tags: vec![],
    })
}

fn mallstrom() -> WorklistRow {
    row(Row {
        place: "12:1",
        name: "Mallström, Greta",
        identity: "19380214-0003",
        age: "88 år",
        stage: ("Utskrivningsklar", "sedan tors 10:20", 2),
        step: "Skicka läkemedelslista",
        who: (Holder::Us, "Läkare"),
        due: due("Idag 15:00", "1 tim 18 min", "2026-11-20T14:00:00Z", Urgency::Soon),
        date: Cell { text: s("idag 16:00"), under: String::new(), strong: true },
        unit: "Björkvik",
        prep: prep(4, 6),
        unread: 2,
        tags: vec![weekend()],
    })
}

fn exempelby() -> WorklistRow {
    row(Row {
        place: "14:1",
        name: "Exempelby, Ingegerd",
        identity: "19510730-0001",
        age: "75 år",
        stage: ("Planering", "sedan tis 09:05", 1),
        step: "Be om SIP",
        who: (Holder::Us, "Koordinator"),
        due: due("Idag 16:00", "2 tim 18 min", "2026-11-20T15:00:00Z", Urgency::Calm),
        date: Cell::plain("mån 23 nov"),
        unit: "Norrå",
        prep: prep(3, 6),
        unread: 0,
        tags: vec![weekend()],
    })
}

fn testlund() -> WorklistRow {
    let mut row = row(Row {
        place: "15:3",
        name: "Testlund, Amira",
        identity: "19620412-0006",
        age: "64 år",
        stage: ("Utskrivningsklar", "sedan idag 09:05", 2),
        step: "Boka sjukresa och skriv ut",
        who: (Holder::Us, "Koordinator"),
        due: due("Idag 17:00", "3 tim 18 min", "2026-11-20T16:00:00Z", Urgency::Calm),
        date: Cell { text: s("idag"), under: String::new(), strong: true },
        unit: "Björkvik",
        prep: prep(6, 6),
        unread: 0,
        tags: vec![Tag::new(TagKind::Ok, "check", "Kommunklar")],
    });
    row.changed_at = Some(s("13:40"));
    row
}

fn skissberg() -> WorklistRow {
    row(Row {
        place: "13:1",
        name: "Skissberg, Maj-Britt",
        identity: "19390603-0002",
        age: "87 år",
        stage: ("Utskrivningsklar", "sedan ons 09:10", 2),
        step: "Lämna besked om korttidsplats",
        who: (Holder::Municipality, "Björkvik kommun"),
        due: due("Idag 14:00", "18 min kvar", "2026-11-20T13:00:00Z", Urgency::Soon),
        date: Cell::plain("fre 20 nov"),
        unit: "Björkvik",
        prep: prep(5, 6),
        unread: 0,
        tags: vec![weekend()],
    })
}

fn modellqvist() -> WorklistRow {
    row(Row {
        place: "16:1",
        name: "Modellqvist, Fatima",
        identity: "19560311-0009",
        age: "70 år",
        stage: ("Planering", "sedan ons 11:00", 1),
        step: "Utse fast vårdkontakt",
        who: (Holder::PrimaryCare, "Ekens vårdcentral"),
        due: due("Mån 12:00", "2 dygn 22 tim", "2026-11-23T11:00:00Z", Urgency::Calm),
        date: Cell::plain("tis 24 nov"),
        unit: "Björkvik",
        prep: prep(3, 6),
        unread: 0,
        tags: vec![],
    })
}

fn schablonius() -> WorklistRow {
    row(Row {
        place: "11:1",
        name: "Schablonius, Tor",
        identity: "19581213-0003",
        age: "67 år",
        stage: ("Planering", "sedan tors 08:30", 1),
        step: "Bekräfta beräknad utskrivning",
        who: (Holder::Us, "Läkare"),
        due: due("Mån 10:00", "2 dygn 20 tim", "2026-11-23T09:00:00Z", Urgency::Calm),
        date: Cell::plain("tors 26 nov"),
        unit: "Strandköping",
        prep: prep(2, 5),
        unread: 0,
        tags: vec![],
    })
}

fn stay() -> WorklistRow {
    let mut row = row(Row {
        place: "11:2",
        name: "Demonäs, Rolf",
        identity: "19350909-0004",
        age: "91 år",
        stage: ("Inskriven", "sedan idag 08:05", 0),
        step: "Bedöm om inskrivningsmeddelande behövs",
        who: (Holder::Us, "Läkare"),
        due: None,
        date: Cell::plain("–"),
        unit: "Västra Ekeby",
        prep: None,
        unread: 0,
        tags: vec![Tag::new(TagKind::Info, "plus", "Ny")],
    });
    row.stage.bar = vec![];
    row
}

fn group(kind: GroupKind, count: u32, rows: Vec<WorklistRow>) -> WorklistGroup {
    WorklistGroup { kind, title: None, count, rows }
}

fn count(kind: CountKind, n: u32) -> Count {
    Count { kind, n, url: s("/worklist?show=x"), current: kind == CountKind::All }
}

impl Maker {
    pub(crate) fn worklists(self) -> Vec<Sample> {
        let ward = self.ward_list();
        let mut print = ward.clone();
        print.print_foot = Some(s("Avdelning 37 · uppgifter från fre 20 nov 2026 13:42"));
        let list = |shell, list| WorklistPage { t: self.t, shell, list };
        vec![
            page("worklist-ward", list(self.ward(), ward)),
            page("worklist-print", list(self.ward(), print)),
            page("worklist-municipality", list(self.municipality(), self.municipality_list())),
            page("worklist-primary-care", list(self.primary_care(), self.primary_care_list())),
            page("worklist-empty", list(self.with_undo(), self.empty_list())),
        ]
    }

    fn with_undo(self) -> Shell {
        Shell {
            undo: Some(Undo {
                done: s("Meddelandet är kvitterat."),
                action: s("/undo"),
                hidden: vec![Hidden::new("event", "e1")],
                until: s("2026-11-20T12:42:10Z"),
                seconds: 8,
            }),
            ..self.ward()
        }
    }

    fn ward_list(self) -> Worklist {
        Worklist {
            kind: WorklistKind::Ward,
            subtitle: s("Fredag 20 november 2026 kl. 13:42 · 23 inskrivna på avdelning 37"),
            table_label: s("Vårdkedjor på avdelning 37"),
            url: s("/worklist"),
            print_url: s("/worklist?print=all"),
            begin: Some(Link { label: s("Starta ärende"), url: s("/chains/new") }),
            weekend: Some(WeekendBanner {
                persons: 5,
                ours: 2,
                last_time: s("idag 17:00"),
                left: s("3 tim 18 min"),
                url: s("/worklist?show=weekend"),
            }),
            counts: vec![
                count(CountKind::All, 23),
                count(CountKind::Ours, 5),
                count(CountKind::Late, 1),
                count(CountKind::Weekend, 5),
                count(CountKind::Unread, 3),
            ],
            groups: vec![
                group(GroupKind::Ours, 4, vec![provgren(), mallstrom(), exempelby(), testlund()]),
                group(GroupKind::WaitsForMunicipality, 8, vec![skissberg()]),
                group(GroupKind::WaitsForPrimaryCare, 3, vec![modellqvist()]),
                group(GroupKind::AsPlanned, 7, vec![schablonius()]),
                group(GroupKind::StaysWithoutNotice, 1, vec![stay()]),
            ],
            first_url: Some(s("/worklist")),
            next_url: Some(s("/worklist?after=abc")),
            ..Worklist::default()
        }
    }

    fn municipality_list(self) -> Worklist {
        let liable = |mut row: WorklistRow, place: &str, ward: &str, date: Cell| {
            row.place = s(place);
            row.unit = s(ward);
            row.date = date;
            row.tags = vec![weekend()];
            row
        };
        let under =
            |text: &str, under: &str, strong| Cell { text: s(text), under: s(under), strong };
        let mut first =
            liable(skissberg(), "Norr", "Avd 37", under("lör 21 nov", "om 10 tim 18 min", true));
        first.who = Who { holder: Holder::Us, name: s("Alex Skissman") };
        let mut second =
            liable(mallstrom(), "Norr", "Avd 37", under("mån 23 nov", "om 2 dygn 10 tim", false));
        second.step = s("Meddela kommunklar");
        second.who = Who { holder: Holder::Us, name: s("Ej fördelad") };
        let mut third = liable(testlund(), "Syd", "Avd 37", Cell::plain("Löper ej"));
        third.who = Who { holder: Holder::Hospital, name: s("Avdelning 37") };
        Worklist {
            kind: WorklistKind::Municipality,
            subtitle: s(
                "Fredag 20 november 2026 kl. 13:42 · 17 invånare i vårdkedja på 6 avdelningar",
            ),
            table_label: s("Vårdkedjor för invånare i Björkvik"),
            url: s("/worklist"),
            print_url: s("/worklist?print=all"),
            facts: vec![
                ListFact {
                    icon: "wk",
                    lead: s("3 med helgrisk"),
                    text: s("För alla 3 är nästa steg vårt"),
                },
                ListFact {
                    icon: "clock",
                    lead: s("Betalningsansvar inträder i natt för 1 person"),
                    text: s("Skissberg, lör 21 nov kl. 00:00"),
                },
            ],
            counts: vec![
                count(CountKind::All, 17),
                count(CountKind::Ours, 4),
                count(CountKind::Mine, 2),
                count(CountKind::Unassigned, 2),
                count(CountKind::Late, 1),
                count(CountKind::Weekend, 3),
            ],
            counts_url: s("/worklist/counts"),
            areas: vec![
                Area { label: s("Alla områden"), url: s("/worklist"), current: true },
                Area { label: s("Norr"), url: s("/worklist?area=norr"), current: false },
            ],
            groups: vec![
                group(GroupKind::Ours, 2, vec![first, second]),
                group(GroupKind::WaitsForHospital, 6, vec![third]),
                group(GroupKind::WaitsForPrimaryCare, 2, vec![modellqvist()]),
            ],
            ..Worklist::default()
        }
    }

    fn primary_care_list(self) -> Worklist {
        let mut first = modellqvist();
        first.place = s("Norr");
        first.unit = s("Avd 37");
        first.who = Who { holder: Holder::Us, name: s("Verksamhetschef") };
        Worklist {
            kind: WorklistKind::PrimaryCare,
            subtitle: s("Fredag 20 november 2026 kl. 13:42 · 9 listade i vårdkedja"),
            table_label: s("Vårdkedjor för listade på Ekens vårdcentral"),
            url: s("/worklist"),
            print_url: s("/worklist?print=all"),
            counts: vec![count(CountKind::All, 9), count(CountKind::Ours, 1)],
            groups: vec![group(GroupKind::Ours, 1, vec![first])],
            ..Worklist::default()
        }
    }

    fn empty_list(self) -> Worklist {
        Worklist {
            groups: vec![],
            weekend: None,
            empty: Some(EmptyList {
                title: s("Inget kräver åtgärd av er just nu"),
                text: s("11 ärenden väntar på andra. Närmaste tid är idag 14:00."),
                link: Some(Link::new("Visa de 11", "/worklist?show=waits")),
            }),
            next_url: None,
            first_url: None,
            notes: vec![Note {
                kind: NoteKind::Warn,
                lead: s("Två vårdtillfällen har en okänd avdelning."),
                text: s("De visas här tills avdelningen är kopplad."),
                link: None,
            }],
            ..self.ward_list()
        }
    }
}
