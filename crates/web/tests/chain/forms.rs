//! Every act's form with what nobody should send: never an act by mistake, never a failure of the
//! server, and what was typed stands in the form again.

use axum::http::StatusCode;
use brygga_domain::care_chain::acts::Act;
use jiff::SignedDuration;

use crate::desk::{Parties, Site, attribute, filled, unescaped, words};

/// Made of nothing that a form suggests.
const MARK: &str = "Märkt åäö <script>alert(1)</script> & \"citat\"";

fn address(chain: &str, word: &str) -> String {
    match word {
        "start-chain" => "/care-chains/start".to_owned(),
        "send-care-request" => "/care-chains/request".to_owned(),
        word => format!("{chain}/{word}"),
    }
}

/// Every form that a party is shown, with who is shown it.
async fn open_forms<'p>(
    s: &Site,
    p: &'p Parties,
    chain: &str,
) -> Vec<(&'static str, &'p str, String, String)> {
    let users = [&p.nurse, &p.physician, &p.head, &p.contact, &p.assessor, &p.home_care];
    let mut open = Vec::new();
    for word in Act::WORDS {
        let path = address(chain, word);
        let mut shown = 0;
        for user in users {
            let form = s.get(user, &path).await;
            if form.status == StatusCode::OK {
                open.push((*word, user.as_str(), path.clone(), form.html));
                shown += 1;
            } else {
                assert_eq!(form.status, StatusCode::FORBIDDEN, "{word}: {}", words(&form.html));
            }
            if shown == 1 {
                break;
            }
        }
        assert!(shown > 0, "nobody is shown the form of {word}");
    }
    open
}

/// What a browser would send, with every field of a kind replaced.
fn spoiled(html: &str, spoil: &dyn Fn(&str, &str) -> Option<String>) -> Vec<(String, String)> {
    let main = html.split_once("<main").unwrap().1;
    let kind = |name: &str| {
        let quoted = format!(" name=\"{name}\"");
        let tag = main.split('<').find(|tag| tag.contains(&quoted)).unwrap_or_default();
        match tag.split([' ', '>']).next().unwrap_or_default() {
            "textarea" => "text".to_owned(),
            "select" => "choice".to_owned(),
            _ if name.ends_with("-date") || name.ends_with("-time") => "time".to_owned(),
            _ => match attribute(tag.split('>').next().unwrap_or_default(), "type").as_str() {
                "hidden" => "hidden".to_owned(),
                "radio" | "checkbox" => "choice".to_owned(),
                _ => "text".to_owned(),
            },
        }
    };
    let mut pairs = filled(html, &[]);
    for (name, value) in &mut pairs {
        if let Some(other) = spoil(name, &kind(name)) {
            *value = other;
        }
    }
    // Radios and boxes that nobody has ticked yet.
    for tag in main.split("<input").skip(1) {
        let tag = tag.split('>').next().unwrap();
        let name = attribute(tag, "name");
        let choice = ["radio", "checkbox"].contains(&attribute(tag, "type").as_str());
        if choice
            && !pairs.iter().any(|(known, _)| *known == name)
            && let Some(value) = spoil(&name, "choice")
        {
            pairs.push((name, value));
        }
    }
    pairs
}

type Spoil = Box<dyn Fn(&str, &str) -> Option<String>>;

fn spoils() -> Vec<(&'static str, Spoil)> {
    let times = |date: &'static str, time: &'static str| -> Spoil {
        Box::new(move |name: &str, kind: &str| match kind {
            "time" if name.ends_with("-date") => Some(date.to_owned()),
            "time" => Some(time.to_owned()),
            "text" => Some(MARK.to_owned()),
            _ => None,
        })
    };
    let texts = |text: String| -> Spoil {
        Box::new(move |_: &str, kind: &str| (kind == "text").then(|| text.clone()))
    };
    vec![
        ("empty", Box::new(|_: &str, kind: &str| (kind != "hidden").then(String::new)) as Spoil),
        ("no date", times("2026-13-45", "25:99")),
        ("words for a time", times("i morgon", "kvart över")),
        ("the end of time", times("9999-12-31", "23:59")),
        ("before time", times("0001-01-01", "00:00")),
        ("an hour that does not exist", times("2026-03-29", "02:30")),
        ("negative", times("-9999-01-01", "-1:-1")),
        ("too long", texts("x".repeat(10_000))),
        ("script", texts(MARK.to_owned())),
        ("nothing but space", texts(" \t\r\n ".to_owned())),
        ("zero bytes", texts("a\0b\u{202e}c".to_owned())),
        (
            "unknown choices",
            Box::new(|_, kind| match kind {
                "choice" => Some("finns-inte".to_owned()),
                "text" => Some(MARK.to_owned()),
                _ => None,
            }),
        ),
        (
            "unknown ids",
            Box::new(|name, kind| match kind {
                "hidden" if !["token", "csrf"].contains(&name) => Some("ab".repeat(32)),
                "choice" => Some("TST9900000001-FINNSINTE".to_owned()),
                "text" => Some(MARK.to_owned()),
                _ => None,
            }),
        ),
    ]
}

/// What was typed stands on the page that answers, as text and never as markup.
fn kept(what: &str, pairs: &[(String, String)], html: &str) {
    assert!(!html.contains("<script>alert"), "{what}: markup");
    let shown = unescaped(html).replace("\r\n", "\n");
    for (name, value) in pairs {
        let typed = value.trim();
        if typed.contains("Märkt") || typed.len() > 5000 {
            assert!(shown.contains(typed), "{what}: {name} is lost: {}", words(html));
        }
    }
}

#[tokio::test]
async fn no_form_fails_on_absurd_input_and_every_form_keeps_it() {
    for (what, spoil) in spoils() {
        let (s, p, chain) = Site::with_parties().await;
        s.act(
            &p.nurse,
            &format!("{chain}/declare-ready"),
            &[("physician", "Lo Provsson"), ("secrecy", "no")],
        )
        .await;
        for (word, user, path, html) in open_forms(&s, &p, &chain).await {
            let what = format!("{word}, {what}");
            let pairs = spoiled(&html, &*spoil);
            let answer = s.post(user, &path, &pairs).await;
            let fitting = [
                StatusCode::OK,
                StatusCode::SEE_OTHER,
                StatusCode::UNPROCESSABLE_ENTITY,
                StatusCode::CONFLICT,
                StatusCode::FORBIDDEN,
            ];
            assert!(fitting.contains(&answer.status), "{what}: {}", answer.status);
            assert!(!answer.html.contains(">["), "{what}: a missing text {}", words(&answer.html));
            if answer.status == StatusCode::OK || answer.status == StatusCode::UNPROCESSABLE_ENTITY
            {
                kept(&what, &pairs, &answer.html);
            }
            if answer.status == StatusCode::UNPROCESSABLE_ENTITY {
                assert!(answer.html.contains("role=\"alert\""), "{what}: nothing is said");
                // What asks for a field names it: of what no field can mend, something else is said.
                for nameless in ["Fyll i fältet.", "Välj ett av", "Välj minst en", "Skriv "] {
                    let said = answer.html.contains(&format!("<li>{nameless}"));
                    assert!(!said, "{what}: \"{nameless}\" of no field");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_form_without_its_own_token_does_nothing_and_keeps_the_words() {
    let (s, p, chain) = Site::with_parties().await;
    let forms = open_forms(&s, &p, &chain).await;
    let before = s.get(&p.nurse, &chain).await.html.matches("<li><time").count();
    let text: Spoil = Box::new(|_, kind| (kind == "text").then(|| MARK.to_owned()));
    for (word, user, path, html) in &forms {
        let own = spoiled(html, &*text);
        let with = |token: &str| {
            let mut pairs = own.clone();
            for (name, value) in &mut pairs {
                if name == "token" {
                    token.clone_into(value);
                }
            }
            pairs
        };
        let others = s.get(&p.coordinator, &address(&chain, "inform-patient")).await;
        let others = filled(&others.html, &[]).into_iter().find(|(name, _)| name == "token");
        for token in ["", "AAAA", &others.unwrap().1] {
            let pairs = with(token);
            let answer = s.post(user, path, &pairs).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{word} {token}");
            kept(word, &pairs, &answer.html);
        }
    }
    let after = s.get(&p.nurse, &chain).await.html.matches("<li><time").count();
    assert_eq!(before, after, "nothing happened");
}

#[tokio::test]
async fn a_form_that_lay_open_overnight_keeps_the_words_and_asks_once_more() {
    let (s, p, chain) = Site::with_parties().await;
    let forms = open_forms(&s, &p, &chain).await;
    let text: Spoil = Box::new(|_, kind| (kind == "text").then(|| MARK.to_owned()));
    s.site.clock.advance(SignedDuration::from_hours(13));
    let again = s.sign_all_in().await;
    let users = [
        (&p.nurse, &again.nurse),
        (&p.physician, &again.physician),
        (&p.head, &again.head),
        (&p.contact, &again.contact),
        (&p.assessor, &again.assessor),
        (&p.home_care, &again.home_care),
    ];
    for (word, user, path, html) in &forms {
        let user = users.iter().find(|(old, _)| old == user).unwrap().1;
        let pairs = spoiled(html, &*text);
        let answer = s.post(user, path, &pairs).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{word}: {}",
            words(&answer.html)
        );
        kept(word, &pairs, &answer.html);
        assert!(answer.html.contains("name=\"token\""), "{word}: a new token");
    }
}
