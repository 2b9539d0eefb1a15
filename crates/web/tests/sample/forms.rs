//! The form of an act, and what comes before and after it.

use brygga_web::views::*;

use super::chain::greta;
use super::{Maker, Sample, page, s};

fn fields(with_errors: bool) -> Vec<Field> {
    let date = FieldKind::DateTime { date: s("2026-11-20"), time: Some(s("")) };
    let when =
        Field::new("when", "Planerad hemgång", date).with_help("När personen lämnar avdelningen.");
    let to = Field::new(
        "to",
        "Skickas till",
        FieldKind::CheckboxGroup(vec![
            Choice::new("u21", "Björkvik kommun").selected(!with_errors),
            Choice::new("u31", "Ekens vårdcentral")
                .with_hint("Obemannad till mån 07:00. Ring också 0100-00 00 31."),
        ]),
    );
    let mut fields = vec![
        when.required(),
        to.required(),
        Field::new(
            "physician",
            "Läkare som har bedömt",
            FieldKind::Text { value: s("Robin Provsson"), max_length: 100 },
        )
        .required(),
        Field::new(
            "hinder",
            "Hinder av sekretess",
            FieldKind::Radio(vec![
                Choice::new("no", "Nej").selected(true),
                Choice::new("yes", "Ja").with_hint("Enheten får inget besked."),
            ]),
        )
        .required(),
        Field::new(
            "reason",
            "Skäl",
            FieldKind::Select(vec![
                Choice::new("", "Välj"),
                Choice::new("a", "Kommunens fråga är besvarad i telefon"),
            ]),
        ),
        Field::new(
            "text",
            "Meddelande",
            FieldKind::Textarea { value: s("Går med rollator."), max_length: 4000 },
        )
        .with_help("Skriv inget om socialtjänstens insatser här."),
        Field::new("told", "Patienten är informerad", FieldKind::Checkbox { checked: true }),
        Field {
            help: s("Kommunen har ställt en fråga som inte är besvarad."),
            ..Field::new("n", "En fråga väntar på svar.", FieldKind::Note(NoteKind::Warn))
        },
        Field::new("kept", "", FieldKind::Hidden { value: s("x") }),
    ];
    if with_errors {
        fields[0].error = s("Skriv timme och minut, till exempel 11:05");
        fields[1].error = s("Välj minst en mottagare");
    }
    fields
}

fn told() -> Vec<Told> {
    vec![
        Told { holder: Holder::Municipality, unit: s("Björkvik kommun"), hint: String::new() },
        Told {
            holder: Holder::PrimaryCare,
            unit: s("Ekens vårdcentral"),
            hint: s("Obemannad till mån 07:00. Ring också 0100-00 00 31."),
        },
    ]
}

fn typed() -> Vec<Fact> {
    vec![Fact::new("Planerad hemgång", "idag 16:00"), Fact::new("Meddelande", "Går med rollator.")]
}

fn hidden() -> Vec<Hidden> {
    vec![Hidden::new("token", "t0ken"), Hidden::new("when-date", "2026-11-20")]
}

impl Maker {
    fn act_form(self, with_errors: bool) -> ActForm {
        ActForm {
            title: s("Meddela utskrivningsklar"),
            intro: s("Läkaren bedömer. Alla på avdelningen kan skriva in beskedet."),
            action: s("/chains/26-004711/acts/ready"),
            hidden: hidden(),
            fields: fields(with_errors),
            draft_url: s("/chains/26-004711/draft"),
            draft_saved: s("Utkast sparat 13:40"),
            draft_discard: Some(s("/chains/26-004711/draft/discard")),
            submit: s("Fortsätt"),
            cancel_url: s("/chains/26-004711"),
            ..ActForm::default()
        }
        .with_errors_on_top()
    }

    pub(crate) fn forms(self) -> Vec<Sample> {
        let (t, person) = (self.t, Some(greta()));
        let shell =
            || Shell { path: s("/chains/26-004711"), live: None, key_hints: vec![], ..self.ward() };
        let form = |with_errors| ActFormPage {
            t,
            shell: shell(),
            person: Some(greta()),
            form: self.act_form(with_errors),
        };
        let receipt = |title: &str, pending| ReceiptPage {
            t,
            shell: shell(),
            person: Some(greta()),
            receipt: Receipt {
                title: s(title),
                text: s("Svar på kommunens fråga om nyckel."),
                told: told(),
                pending,
                back_url: s("/chains/26-004711"),
                back_label: s("Till ärendet"),
                ..Receipt::default()
            },
        };
        let pending = Pending {
            leaves_at: s("13:42:12"),
            until: s("2026-11-20T12:42:12Z"),
            action: s("/undo"),
            hidden: vec![Hidden::new("pending", "p1")],
            seconds: 8,
        };
        vec![
            page("act-form", form(false)),
            page("act-form-errors", form(true)),
            page("confirm", ConfirmPage { t, shell: shell(), person, confirm: confirm() }),
            page("receipt", receipt("Skickat 13:42", None)),
            page("receipt-pending", receipt("Skickas 13:42:12", Some(pending))),
            page(
                "same-form",
                SameFormPage {
                    t,
                    shell: shell(),
                    person: Some(greta()),
                    sent_at: s("13:40"),
                    sent: typed(),
                    typed: vec![Fact::new("Planerad hemgång", "idag 18:00")],
                    correct_action: s("/correct"),
                    hidden: hidden(),
                    keep_url: s("/chains/26-004711"),
                },
            ),
            page(
                "stale",
                StalePage {
                    t,
                    shell: shell(),
                    person: Some(greta()),
                    stale: Stale {
                        what: s("Läget ändrades 13:40 av Björkvik kommun."),
                        changes: vec![s("Kommunklar: kan ta emot från idag 17:30")],
                        typed: typed(),
                        read_url: s("/chains/26-004711#messages"),
                        send_anyway: Some(SendAnyway {
                            action: s("/again"),
                            hidden: hidden(),
                            label: s("Skicka ändå"),
                        }),
                        write_anew: None,
                        impossible: false,
                    },
                },
            ),
            page("give-assignment", self.give_assignment(shell())),
        ]
    }

    fn give_assignment(self, shell: Shell) -> GiveAssignmentPage {
        let field = |name: &str, label: &str, kind| Field::new(name, label, kind).required();
        GiveAssignmentPage {
            t: self.t,
            shell,
            unit: s("Avdelning 37"),
            form: ActForm {
                title: s("Ge tidsbegränsat uppdrag"),
                intro: s("Uppdraget gäller direkt, och slutar av sig självt."),
                action: s("/units/37/assignments"),
                fields: vec![
                    field("user", "Användarnamn", FieldKind::default()),
                    field(
                        "role",
                        "Roll",
                        FieldKind::Select(vec![Choice::new("nurse", "Sjuksköterska")]),
                    ),
                    field(
                        "until",
                        "Till och med",
                        FieldKind::DateTime { date: s("2026-11-22"), time: None },
                    ),
                ],
                submit: s("Ge uppdrag"),
                cancel_url: s("/worklist"),
                ..ActForm::default()
            },
            standing: vec![
                StandingAssignment {
                    name: s("Robin Provsson"),
                    role: s("Läkare"),
                    until: s("tills vidare"),
                    ..StandingAssignment::default()
                },
                StandingAssignment {
                    name: s("Lo Mallgren"),
                    role: s("Sjuksköterska"),
                    until: s("till 22 nov"),
                    end_action: Some(s("/units/37/assignments/end")),
                    hidden: vec![Hidden::new("assignment", "a7")],
                },
            ],
        }
    }
}

fn confirm() -> Confirm {
    Confirm {
        question: s("Meddela att Greta Mallström är utskriven?"),
        consequence: s("Kommunen är inte klar. De får besked direkt."),
        values: typed(),
        notes: vec![Note {
            kind: NoteKind::Warn,
            lead: s("Utan kommunklar."),
            text: s("Björkvik kommun har inte svarat på beskedet."),
            link: None,
        }],
        told: told(),
        must_tick: Some(MustTick {
            name: s("called"),
            label: s("Jag har talat med kommunen i telefon"),
            error: s("Ring kommunen och kryssa i rutan"),
        }),
        action: s("/chains/26-004711/acts/discharged"),
        change_action: s("/chains/26-004711/acts/discharged/change"),
        hidden: hidden(),
        submit: s("Meddela utskriven"),
        cancel_url: s("/chains/26-004711"),
    }
}
