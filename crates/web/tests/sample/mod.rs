//! Sample data for every page, after the mock-ups: invented people with test numbers, on Friday 20
//! November 2026 at 13:42. The tests render it, the gallery writes it to files.

mod chain;
mod figures;
mod forms;
mod states;
mod timeline;
mod worklists;

use askama::Template;
use brygga_i18n::Texts;
use brygga_web::views::*;

/// A page with the name of its file.
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) html: String,
}

/// Every page in one language and theme.
pub(crate) fn all(t: Texts, theme: Theme) -> Vec<Sample> {
    let maker = Maker { t, theme };
    let mut pages = maker.entrance();
    pages.extend(maker.worklists());
    pages.extend(maker.chains());
    pages.extend(maker.forms());
    pages.extend(maker.states());
    pages.extend(maker.figures());
    pages
}

#[derive(Clone, Copy)]
pub(crate) struct Maker {
    pub(crate) t: Texts,
    pub(crate) theme: Theme,
}

pub(crate) fn page(name: &'static str, template: impl Template) -> Sample {
    Sample { name, html: template.render().expect("the sample renders") }
}

pub(crate) fn s(text: &str) -> String {
    text.to_owned()
}

impl Maker {
    /// The frame before sign-in.
    pub(crate) fn bare(self) -> Shell {
        Shell {
            theme: self.theme,
            test_data: true,
            csrf: s("c5rf"),
            path: s("/sign-in"),
            now: s("2026-11-20T12:42:00Z"),
            ..Shell::default()
        }
    }

    /// The frame of a ward coordinator.
    pub(crate) fn ward(self) -> Shell {
        Shell {
            user: Some(UserBar {
                name: s("Kim Demosson"),
                unit: s("Avdelning 37"),
                place_and_role: s("Länssjukhuset · Avdelningskoordinator"),
                needs_us: 5,
                lock_after_s: 300,
                leads_unit: Some(s("/units/37/assignments/new")),
                follows_up: Some(s("/follow-up/weekend-stays")),
                operates: None,
            }),
            path: s("/worklist"),
            nav: NavPlace::Worklist,
            keys_on: true,
            key_hints: KeyHint::LIST.to_vec(),
            live: Some(Live { topics: s("unit:37"), cursor: s("1:4711"), age: s("13:42") }),
            ..self.bare()
        }
    }

    /// The frame of a needs assessor in a municipality.
    pub(crate) fn municipality(self) -> Shell {
        let mut shell = self.ward();
        shell.user = Some(UserBar {
            name: s("Alex Skissman"),
            unit: s("Björkvik kommun"),
            place_and_role: s("Myndighet äldre · Biståndshandläggare"),
            needs_us: 4,
            lock_after_s: 300,
            leads_unit: None,
            follows_up: None,
            operates: None,
        });
        shell
    }

    /// The frame of a coordinating nurse in primary care.
    pub(crate) fn primary_care(self) -> Shell {
        let mut shell = self.ward();
        shell.user = Some(UserBar {
            name: s("Sam Fiktivberg"),
            unit: s("Ekens vårdcentral"),
            place_and_role: s("Region Exempel · Samordningssjuksköterska"),
            needs_us: 1,
            lock_after_s: 300,
            leads_unit: None,
            follows_up: None,
            operates: None,
        });
        shell
    }

    fn entrance(self) -> Vec<Sample> {
        let demo = |id: &str, name: &str, what: &str, icon| DemoPerson {
            id: s(id),
            name: s(name),
            what: s(what),
            icon,
        };
        let people = vec![
            demo("kim", "Kim Demosson", "Avdelningskoordinator, Avdelning 37", "bed"),
            demo("alex", "Alex Skissman", "Biståndshandläggare, Björkvik kommun", "home"),
            demo("sam", "Sam Fiktivberg", "Samordningssjuksköterska, Ekens vårdcentral", "clinic"),
            demo("robin", "Robin Provsson", "Läkare, Avdelning 37", "hosp"),
        ];
        let sign_in = |error, demo| SignInPage {
            t: self.t,
            shell: self.bare(),
            user_name: String::new(),
            next: String::new(),
            error,
            help_phone: s("0100-00 00 10"),
            demo,
        };
        let choice =
            |id: &str, unit: &str, what: &str, icon, needs_us, until: &str| AssignmentChoice {
                id: s(id),
                unit: s(unit),
                place_role_purpose: s(what),
                icon,
                needs_us,
                until: s(until),
            };
        let locked = |demo, wrong_password| LockedPage {
            t: self.t,
            shell: self.bare(),
            name: s("Kim Demosson"),
            locked_at: s("13:42"),
            wrong_password,
            wait: String::new(),
            hidden: vec![Hidden::new("next", "/worklist")],
            demo,
        };
        vec![
            page("sign-in", sign_in(None, vec![])),
            page("sign-in-demo", sign_in(None, people)),
            page("sign-in-wrong", sign_in(Some(SignInError::Wrong), vec![])),
            page(
                "sign-in-wait",
                sign_in(Some(SignInError::TooManyTries { wait: s("5 minuter") }), vec![]),
            ),
            page("signed-out", sign_in(Some(SignInError::SignedOut), vec![])),
            page(
                "choose-assignment",
                ChooseAssignmentPage {
                    t: self.t,
                    shell: self.bare(),
                    given_name: s("Kim"),
                    signed_in_at: s("13:41"),
                    last_time: s("idag 07:02 på avdelning 37"),
                    next: String::new(),
                    latest: Some(choice(
                        "1",
                        "Avdelning 37",
                        "Länssjukhuset · Avdelningskoordinator · Vård och behandling",
                        "bed",
                        5,
                        "",
                    )),
                    others: vec![choice(
                        "2",
                        "Medicin 9",
                        "Länssjukhuset · Sjuksköterska · Vård och behandling",
                        "hosp",
                        2,
                        "till 30 nov",
                    )],
                },
            ),
            page(
                "no-assignment",
                ChooseAssignmentPage {
                    t: self.t,
                    shell: self.bare(),
                    given_name: s("Kim"),
                    signed_in_at: s("13:41"),
                    last_time: String::new(),
                    next: String::new(),
                    latest: None,
                    others: vec![],
                },
            ),
            page("locked", locked(false, false)),
            page("locked-wrong", locked(false, true)),
            page("locked-demo", locked(true, false)),
        ]
    }
}
