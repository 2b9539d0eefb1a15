//! Search, settings, the log, and pages with nothing to show.

use brygga_web::views::*;

use super::chain::greta;
use super::{Maker, Sample, page, s};

fn assignments() -> Vec<AssignmentChoice> {
    vec![AssignmentChoice {
        id: s("2"),
        unit: s("Medicin 9"),
        place_role_purpose: s("Länssjukhuset · Läkare · Vård och behandling"),
        icon: "hosp",
        needs_us: 0,
        until: s("till 30 nov"),
    }]
}

impl Maker {
    pub(crate) fn states(self) -> Vec<Sample> {
        let t = self.t;
        let shell = |nav, path: &str| Shell {
            nav,
            path: s(path),
            live: None,
            key_hints: vec![],
            ..self.ward()
        };
        let search = |query: &str, state| SearchPage {
            t,
            shell: shell(NavPlace::Search, "/search"),
            query: s(query),
            state,
        };
        let hit = SearchHit {
            url: s("/chains/26-004711"),
            name: s("Mallström, Greta"),
            identity: s("19380214-0003"),
            test_number: true,
            age: s("88 år"),
            stage: Stage {
                label: s("Utskrivningsklar"),
                since: s("sedan tors 10:20"),
                bar: vec![],
            },
            place: s("Avdelning 37, plats 12:1"),
        };
        let own_answer = OwnAnswer {
            url: s("/chains/26-004711"),
            answer: s("Kräver inget av oss nu"),
            when: s("Skickat tors 19 nov 13:40"),
        };
        let own_answers = |answers| OwnAnswersPage {
            t,
            shell: shell(NavPlace::Worklist, "/care-chains/own-answers"),
            answers,
            first_url: None,
            next_url: Some(s("/care-chains/own-answers?after=x")),
        };
        let access = |when: &str, who: &str, unit: &str, what: &str| AccessRow {
            when: s(when),
            at: s("2026-11-20T13:40:00+01:00"),
            who: s(who),
            unit: s(unit),
            purpose: s("Vård och behandling"),
            what: s(what),
        };
        let error = |kind, draft_kept| ErrorPage {
            t,
            shell: shell(NavPlace::None, "/"),
            kind,
            draft_kept,
            again: None,
            correlation: s("b7f3-2c91"),
            back_url: s("/worklist"),
        };
        let mut off = shell(NavPlace::Account, "/help/keys");
        off.keys_on = false;
        vec![
            page("own-answers", own_answers(vec![own_answer.clone(), own_answer])),
            page("own-answers-none", own_answers(vec![])),
            page("search", search("", SearchState::NotAsked)),
            page(
                "search-found",
                search("mall", SearchState::Found { hits: vec![hit.clone(), hit], more: true }),
            ),
            page("search-nothing", search("xyz", SearchState::Nothing)),
            page(
                "search-unclear",
                search("m", SearchState::Unclear(s("Skriv minst två bokstäver."))),
            ),
            page("search-many", search("m", SearchState::TooMany { wait: s("en minut") })),
            page("keys", KeysPage { t, shell: off }),
            page(
                "account",
                AccountPage {
                    t,
                    shell: shell(NavPlace::Account, "/account"),
                    name: s("Kim Demosson"),
                    user_name: s("kimdem"),
                    assignments: assignments(),
                    saved: true,
                },
            ),
            page(
                "access-log",
                AccessLogPage {
                    t,
                    shell: shell(NavPlace::None, "/chains/26-004711/access"),
                    person: greta(),
                    chain_url: s("/chains/26-004711"),
                    rows: vec![
                        access("idag 13:40", "Kim Demosson", "Avdelning 37", "Öppnade ärendet"),
                        access("idag 13:31", "Biståndshandläggare", "Björkvik kommun", "Skrev"),
                    ],
                    next_url: Some(s("/chains/26-004711/access?after=x")),
                },
            ),
            page("no-access", NoAccessPage { t, shell: shell(NavPlace::None, "/") }),
            page(
                "forbidden",
                ForbiddenPage {
                    t,
                    shell: shell(NavPlace::None, "/"),
                    reason: s("Bara en läkare kan stänga kommunens invändning."),
                    would_do: assignments(),
                    next: s("/chains/26-004711"),
                    back_url: s("/chains/26-004711"),
                },
            ),
            page("error", error(ErrorKind::NotSaved, true)),
            page("error-unexpected", error(ErrorKind::Unexpected, false)),
            page("error-form-expired", error(ErrorKind::FormExpired, false)),
            page("error-too-many", error(ErrorKind::TooManyRequests, false)),
            page("error-bad-request", error(ErrorKind::BadRequest, false)),
            page("not-found", NotFoundPage { t, shell: shell(NavPlace::None, "/") }),
            page("not-found-signed-out", NotFoundPage { t, shell: self.bare() }),
        ]
    }
}
