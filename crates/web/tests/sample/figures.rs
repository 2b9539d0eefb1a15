//! "Kvar över helgen" with the numbers of the mock-up, and "Ledtider".

use brygga_i18n::Texts;
use brygga_web::views::*;

use super::{Maker, Sample, page, s};

fn legend(class: &'static str, label: &str, number: &str) -> LegendRow {
    LegendRow { class, label: s(label), number: s(number), share: s("12 %") }
}

fn chart() -> Chart {
    let part = |class, y: &str, height: &str| BarPart {
        class,
        x: s("47.3"),
        y: s(y),
        width: s("44.0"),
        height: s(height),
    };
    let bar = |total: &str, label: &str, running| Bar {
        middle: s("69.3"),
        parts: vec![part("c1", "193.0", "46.0"), part("c2", "162.5", "28.5")],
        totals: vec![BarTotal { x: s("69.3"), y: s("70.5"), text: s(total) }],
        label: s(label),
        running,
    };
    Chart {
        title: s("Kvar över helgen per månad och orsak"),
        description: s("Högst i juli med 83."),
        lines: vec![GridLine { y: s("240.0"), text_y: s("244.0"), label: s("0") }],
        bars: vec![bar("57", "okt", false), bar("37*", "nov", true), Bar::default()],
        average: Some(AverageLine {
            y: s("89.6"),
            label_y: s("81.6"),
            box_y: s("69.6"),
            label: s("snitt 69"),
        }),
        legend_title: s("Orsaker, 12 månader"),
        legend: vec![
            legend("c0", "Orsak som inte visas", ""),
            legend("c1", "Väntar på korttidsplats", "238"),
        ],
        split_title: s("Av dem som var kvar"),
        split: vec![legend("", "Kommunklar före helgen", "120")],
    }
}

fn groups(title: &str, column: &str, rows: &[(&str, &str, bool)]) -> GroupTable {
    let row = |(label, stayed, own): &(&str, &str, bool)| GroupRow {
        label: s(label),
        url: Some(s("/follow-up/weekend-stays?ward=x")),
        ready: s("612"),
        stayed: s(stayed),
        share: s("23 %"),
        share_of_chains: s("19 %"),
        bar: Some(s("76.7")),
        mark: Some(s("56.7")),
        own: *own,
    };
    GroupTable {
        title: s(title),
        note: s("alla 5"),
        column: s(column),
        scale: s("0–30 %, streck = alla 17 %"),
        rows: rows.iter().map(row).collect(),
        sum: Some(GroupRow { label: s("Alla"), ..GroupRow::default() }),
    }
}

fn stays(unclear: bool) -> StaysView {
    let option = |value: &str, label: &str, chosen| FilterOption {
        value: s(value),
        label: s(label),
        chosen,
    };
    let row =
        |label: &str| TableRow { label: s(label), cells: vec![s("17"), s("<5*")], sum: s("28") };
    let pattern = |label: &str| PatternRow {
        label: s(label),
        ready: s("40"),
        stayed: s("12"),
        left: s("28"),
        share: s("30 %"),
    };
    StaysView {
        subtitle: s("Utskrivningsklara måndag–fredag som skrivs ut en senare vecka"),
        definition: s("Kvar över helgen, version 1 (V1) · läget idag 13:42 · revision 4711"),
        version: s("version 1 (V1)"),
        chosen: s("Period: dec 2025 – nov 2026"),
        unclear,
        filters: vec![Filter {
            name: "period",
            label: s("Period"),
            options: vec![option("2025-12_2026-11", "dec 2025 – nov 2026", true)],
        }],
        kpis: vec![Kpi {
            label: s("Kvar över helgen, oktober"),
            number: s("57"),
            unit: s("personer"),
            lines: vec![KpiLine { icon: Some("down"), text: s("4 färre än i september") }],
        }],
        chart: chart(),
        causes: CauseTable {
            months: vec![s("okt"), s("nov*")],
            rows: vec![row("Väntar på korttidsplats")],
            sums: vec![row("Alla kvar över helgen")],
        },
        groups: vec![
            groups("Per avdelning", "Avdelning", &[("Avdelning 37", "142", true)]),
            groups("Per kommun", "Kommun", &[("Björkvik", "<5*", false)]),
        ],
        patterns: vec![PatternTable {
            title: s("Veckodag för meddelandet"),
            rows: vec![pattern("Fredag")],
        }],
        footnotes: vec![s("* November pågår, siffror till och med idag 13:42.")],
        how: vec![s("Tiden är den då meddelandet skickades.")],
        cases_url: Some(s("/follow-up/weekend-stays/cases")),
        head: head(),
        print_foot: s("Kvar över helgen, version 1 (V1) · utskriven idag 13:42 av Kim Demosson"),
    }
}

fn files() -> Vec<FileLink> {
    let file = |url: &str, label: &str, first| FileLink { url: s(url), label: s(label), first };
    vec![
        file("/follow-up/weekend-stays.json", "JSON", false),
        file("/follow-up/weekend-stays.csv", "Hämta CSV", true),
    ]
}

fn head() -> FiguresHead {
    let page =
        |url: &str, label: &str, current| FiguresPage { url: s(url), label: s(label), current };
    FiguresHead {
        pages: vec![
            page("/follow-up/weekend-stays", "Kvar över helgen", true),
            page("/follow-up/lead-times", "Ledtider", false),
        ],
        files: files(),
        snapshot: vec![
            Hidden::new("csrf", "t"),
            Hidden::new("report", "x"),
            Hidden::new("query", "a=b&c=d"),
        ],
    }
}

fn times(own: bool) -> TimesView {
    let row = |label: &str, own| TimesRow {
        label: s(label),
        url: Some(s("/follow-up/lead-times?ward=x")),
        own,
        notice_in_time: s("91 %"),
        sip_in_time: s("–"),
        municipality_ready: s("22 h"),
        left: s("612"),
        left_median: s("2,4 dygn"),
        left_p90: s("5,1 dygn"),
    };
    let measure = |label: &str| MeasureRow {
        label: s(label),
        about: s("Per mottagande enhet"),
        n: s("1 204"),
        mean: s("3,1 dygn"),
        median: s("2,4 dygn"),
        p90: s("–"),
    };
    TimesView {
        definition: s("Ledtider, version 1 · läget idag 13:42 · revision 4711"),
        version: s("version 1"),
        chosen: s("Period: dec 2025 – nov 2026"),
        unclear: !own,
        filters: stays(false).filters,
        kpis: stays(false).kpis,
        chart: stays(false).chart,
        months: TimesTable {
            title: s("Per månad"),
            column: s("Månad"),
            rows: vec![TimesRow { url: None, ..row("Oktober 2026", false) }],
            sum: TimesRow { url: None, ..row("Alla", false) },
        },
        splits: vec![SplitTable {
            title: s("Väntan per orsak"),
            column: s("Orsak"),
            about: s("Hur länge var och en väntade."),
            rows: vec![SplitRow {
                label: s("Väntar på hjälpmedel"),
                cells: vec![
                    SplitCell { n: s("12"), median: s("22 h"), p90: s("3,1 dygn") },
                    SplitCell { n: s("–"), median: s("–"), p90: s("–") },
                ],
            }],
        }],
        measures: vec![measure("Utskrivningsklar till utskriven")],
        rules: vec![RuleRow {
            label: s("SIP kallad i tid"),
            about: s("4 kap. 3 §"),
            of: s("40"),
            kept: s("30"),
            not_kept: s("10"),
            share: s("75 %"),
            bar: Some(s("75.0")),
        }],
        days: vec![measure("Medelvårdtid som utskrivningsklar (SKR)")],
        groups: vec![TimesTable {
            title: s("Per avdelning"),
            column: s("Avdelning"),
            rows: vec![row("Avdelning 37", own)],
            sum: TimesRow { url: None, ..row("Alla", false) },
        }],
        left: vec![LeftTable {
            title: s("Utskrivna per veckodag"),
            column: s("Veckodag"),
            rows: vec![LeftRow { label: s("Måndag"), number: s("88"), bar: Some(s("100.0")) }],
        }],
        breaches: own.then(|| {
            vec![BreachRow {
                rule: s("SIP kallad i tid"),
                unit: s("Ekens vårdcentral"),
                month: s("oktober 2026"),
                cases: s("3"),
            }]
        }),
        footnotes: vec![s("* November pågår, siffror till och med idag 13:42.")],
        head: head(),
        print_foot: s("Ledtider, version 1 · utskriven idag 13:42 av Kim Demosson"),
    }
}

fn document() -> DocumentView {
    let cell = |text: &str, number| DocumentCell { text: s(text), number };
    DocumentView {
        charts: vec![Chart { legend: Vec::new(), ..chart() }],
        tables: vec![DocumentTable {
            title: s("Per kommun och år"),
            headings: vec![cell("Kommun", false), cell("År", false), cell("Platser", true)],
            rows: vec![
                DocumentRow {
                    head: s("Björkvik kommun"),
                    cells: vec![cell("2026*", false), cell("12", true)],
                    sum: false,
                },
                DocumentRow {
                    head: s("Alla"),
                    cells: vec![cell("2026*", false), cell("<5*", true)],
                    sum: true,
                },
            ],
        }],
        notes: vec![s("* Året är inte slut.")],
    }
}

fn capacity_page(t: Texts, shell: Shell) -> CapacityPage {
    CapacityPage {
        t,
        shell,
        definition: s("Korttidsplatser, version 1 · läget idag 13:42 · revision 4 711"),
        chosen: s("Period: jan 2022 – dec 2026"),
        unclear: true,
        filters: stays(false).filters,
        document: document(),
        head: head(),
        print_foot: s("Korttidsplatser, version 1 · utskriven idag 13:42 av Kim Demosson"),
    }
}

fn snapshot_row() -> SnapshotRow {
    SnapshotRow {
        url: s("/follow-up/snapshots/09090909-0909-0909-0909-090909090909"),
        title: s("Kvar över helgen"),
        at: s("idag 13:42"),
        by: s("Kim Demosson, Avdelning 37"),
        definition: s("weekend_stay 1 V1"),
        revision: s("4 711"),
    }
}

fn snapshots(t: Texts, shell: Shell) -> SnapshotsPage {
    SnapshotsPage { t, shell, rows: Vec::new(), head: head() }
}

fn snapshot_page(t: Texts, shell: Shell) -> SnapshotPage {
    SnapshotPage {
        t,
        shell,
        title: s("Kvar över helgen"),
        lines: vec![s("Utskrivningsklara måndag–fredag (version 1 (V1))"), s("Period: nov 2026")],
        taken: s("Sparad idag 13:42 av Kim Demosson, Avdelning 37"),
        digest: s("Kontrollsumma: 0f1e2d"),
        today_url: s("/follow-up/weekend-stays?period=2026-11_2026-11"),
        files: files(),
        document: document(),
        print_foot: s("/follow-up/snapshots/09090909-0909-0909-0909-090909090909"),
    }
}

fn liability(own: bool) -> LiabilityView {
    let row = |label: &str, own| FigureRow {
        label: s(label),
        url: Some(s("/follow-up/liability?municipality=9901")),
        own,
        cells: vec![s("12"), s("<5*"), s("31"), s("52 500 kr")],
    };
    let table = |title: &str| FigureTable {
        title: s(title),
        column: s("Kommun"),
        columns: vec![s("Meddelanden"), s("Med betalningsansvar"), s("Dagar"), s("Att betala")],
        rows: vec![row("Björkvik", own)],
        sum: Some(FigureRow { url: None, ..row("Alla", false) }),
    };
    LiabilityView {
        chart: Chart { legend: Vec::new(), ..chart() },
        tried_note: Some(s("Ett genomsnitt delas inte upp på avdelningar.")),
        definition: s("Betalningsansvar, version 2 (Enligt lagen) · läget idag 13:42"),
        version: s("version 2"),
        chosen: s("Period: dec 2025 – nov 2026"),
        unclear: !own,
        filters: stays(false).filters,
        kpis: stays(false).kpis,
        warnings: vec![s("Beloppet per vårddygn för 2026 är inte kontrollerat.")],
        tables: vec![table("Per kommun"), table("Per månad")],
        means: vec![MeanView {
            title: s("Björkvik, okt 2026"),
            steps: vec![(s("Patienter"), s("9")), (s("Dagar över"), s("3"))],
        }],
        tries: vec![
            TriedField {
                name: "last_day_counts",
                label: s("Utskrivningsdagen räknas"),
                options: vec![FilterOption { value: s("yes"), label: s("Ja"), chosen: true }],
                typed: s("yes"),
                error: None,
            },
            TriedField {
                name: "rate_sek",
                label: s("Årets belopp, kronor per dag"),
                options: Vec::new(),
                typed: s("nio"),
                error: (!own).then(|| s("Det värdet går inte att pröva.")),
            },
        ],
        trying: true,
        tried: own.then(|| table("Gällande och prövade villkor")),
        plain_url: s("/follow-up/liability"),
        carried: vec![(s("period"), s("2025-12_2026-11"))],
        footnotes: vec![s("* Pågår: november 2026.")],
        how: vec![s("Helger räknas.")],
        cases_url: own.then(|| s("/follow-up/liability/cases")),
        head: head(),
        print_foot: s("Betalningsansvar, version 2 · utskriven idag 13:42 av Kim Demosson"),
    }
}

fn liability_case(t: brygga_i18n::Texts, shell: Shell) -> LiabilityCasePage {
    LiabilityCasePage {
        t,
        shell,
        back_url: s("/follow-up/liability/cases"),
        chain_url: s("/care-chains/26-004711"),
        it: LiabilityCaseView {
            name: s("Mallström, Greta"),
            subtitle: s("meddelande 1, skickat fre 6 nov 2026 15:00"),
            outcome: s("5 dagar att betala: 52 500 kr"),
            facts: vec![(s("Modell"), s("Enligt lagen"))],
            marks: vec![s("Kan bestridas: verksamhetschefen kallade till SIP")],
            status: s("Bestrids sedan fre 13 nov 2026 09:00"),
            positions: vec![PositionRow {
                at: s("fre 13 nov 2026 09:00"),
                side: s("Kommunen"),
                status: s("Bestrids"),
                who: s("Biståndsenheten Björkvik Norr, Biståndshandläggare"),
                note: s("Kommunen var klar på fredagen."),
            }],
            position_url: Some(s("/care-chains/26-004711/set-liability-status?of=00")),
            preconditions: vec![PreconditionRow {
                paragraph: s("5 kap. 3 § 1"),
                label: s("Kommunen fick inskrivningsmeddelande"),
                class: "ok",
                met: s("Ja"),
                fact: s("tis 3 nov 2026 10:00"),
            }],
            days: vec![DayRow {
                day: s("tis 10 nov 2026"),
                liable: true,
                is: s("Kommunen betalar"),
                paragraph: s("5 kap. 1 och 4 §§"),
                amount: s("10 500 kr"),
            }],
            rates: vec![s("2026: 10 500 kr per dygn")],
        },
    }
}

impl Maker {
    pub(crate) fn figures(self) -> Vec<Sample> {
        let t = self.t;
        let shell = || Shell { nav: NavPlace::FollowUp, live: None, ..self.ward() };
        let stays_page = |unclear| WeekendStaysPage { t, shell: shell(), stays: stays(unclear) };
        let times_page = |times| LeadTimesPage { t, shell: shell(), times };
        let case = WeekendCaseRow {
            url: s("/care-chains/26-004711"),
            name: s("Mallström, Greta"),
            ready: s("fre 6 nov 15:00"),
            left: s("ännu kvar"),
            causes: s("Väntar på korttidsplats (även: SIP startades sent)"),
            municipality_ready: true,
            ward: s("Avdelning 37"),
            imported: true,
            judge_url: Some(s("/care-chains/26-004711/judge-delay-cause")),
        };
        let cases = |rows| WeekendCasesPage {
            t,
            shell: shell(),
            subtitle: s("1 ärende där Avdelning 37 är part"),
            back_url: s("/follow-up/weekend-stays"),
            imported: Some(s("Ett av dem är importerat ur ett annat system.")),
            rows,
        };
        let liability_cases = |rows| LiabilityCasesPage {
            t,
            shell: shell(),
            subtitle: s("1 ärende där Avdelning 37 är part"),
            back_url: s("/follow-up/liability"),
            rows,
        };
        vec![
            page("weekend-stays", stays_page(false)),
            page("weekend-stays-unclear", stays_page(true)),
            page("lead-times", times_page(times(true))),
            page("lead-times-of-others", times_page(times(false))),
            page(
                "lead-times-none",
                times_page(TimesView { breaches: Some(Vec::new()), ..times(true) }),
            ),
            page("capacity", capacity_page(t, shell())),
            page("snapshot", snapshot_page(t, shell())),
            page(
                "snapshots",
                SnapshotsPage { rows: vec![snapshot_row()], ..snapshots(t, shell()) },
            ),
            page("snapshots-none", snapshots(t, shell())),
            page("liability", LiabilityPage { t, shell: shell(), it: liability(true) }),
            page("liability-of-others", LiabilityPage { t, shell: shell(), it: liability(false) }),
            page(
                "liability-cases",
                liability_cases(vec![LiabilityCaseRow {
                    url: s("/follow-up/liability/cases/26-004711/1"),
                    name: s("Mallström, Greta"),
                    marks: vec![s("Kan bestridas")],
                    ..LiabilityCaseRow::default()
                }]),
            ),
            page("liability-cases-none", liability_cases(vec![])),
            page("liability-case", liability_case(t, shell())),
            page("weekend-cases", cases(vec![case])),
            page("weekend-cases-none", cases(vec![])),
        ]
    }
}
