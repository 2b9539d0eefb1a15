//! Two cases of one admission are one page, for those who read both (M12).

use axum::http::StatusCode;
use brygga_domain::registry::Role;

use crate::desk::{NUMBER, Parties, Site, all_words, attribute, forms, unescaped, words};

const GRETA: [&str; 3] = [NUMBER, "Mallström", "Greta"];

/// The case of all, told to those of Norr, and one more of the same ward, told to those of Syd.
async fn two() -> (Site, Parties, String, String) {
    let (s, p, a) = Site::with_parties().await;
    let b = s.start_as(&p.nurse, GRETA, "Syd").await;
    (s, p, a, b)
}

/// With the address of the other case as it stands in the browser.
async fn mark(s: &Site, user: &str, case: &str, other: &str) {
    let other = format!("http://127.0.0.1{other}?list=filter%3Dours&at=AAAA#messages");
    let values = [("chain", other.as_str()), ("same", "yes")];
    s.act(user, &format!("{case}/mark-same-as"), &values).await;
}

/// The number by which people tell cases apart.
fn number(case: &str) -> &str {
    &case.rsplit('/').next().unwrap()[..8]
}

/// The entries of the timeline.
fn entries(html: &str) -> Vec<&str> {
    let timeline = html.split_once("<ol class=\"tl\">").unwrap().1.split("</ol>").next().unwrap();
    timeline.split("<li").filter(|entry| entry.contains("<time")).collect()
}

/// What stands under a heading.
fn card<'a>(html: &'a str, heading: &str) -> &'a str {
    let card = html.split("<section").find(|it| it.contains(&format!("id=\"{heading}\"")));
    card.unwrap().split("</section").next().unwrap()
}

#[tokio::test]
async fn who_reads_both_sees_both_on_either_page() {
    let (s, p, a, b) = two().await;
    mark(&s, &p.nurse, &a, &b).await;
    for (case, other) in [(&a, &b), (&b, &a)] {
        let tag = format!("ur ärende {}", number(other));
        for user in [&p.nurse, &p.home_care] {
            let page = s.get(user, case).await.html;
            let text = all_words(&page);
            let lead = format!("Samma vårdtillfälle som ärende {}.", number(other));
            assert!(text.contains(&lead), "{text}");
            assert!(text.contains("ligger hos "), "{text}");
            assert!(page.contains(&format!("href=\"{other}\"")), "leads there");
            // Events, steps and parties of both, each of the other with its tag.
            let all = entries(&page);
            let of_other = all.iter().filter(|entry| entry.contains(&tag)).count();
            assert!(of_other > 3 && of_other < all.len(), "{of_other} of {}", all.len());
            let times: Vec<String> = all.iter().map(|it| attribute(it, "datetime")).collect();
            assert!(times.is_sorted_by(|one, next| one >= next), "newest first: {times:?}");
            let todo = card(&page, "h-todo");
            let is_of_other = |step: &&str| step.contains("class=\"tag") && step.contains(&tag);
            let steps: Vec<_> = todo.split("<li").filter(is_of_other).collect();
            assert!(!steps.is_empty(), "{text}");
            let heard = format!(", {tag}</span></");
            assert!(steps.iter().all(|step| step.contains(&heard)), "its buttons say it: {todo}");
            let parties = card(&page, "h-parties");
            assert_eq!(parties.matches("<b>Hemsjukvården Björkvik").count(), 1, "once");
            let area = if case == &a { "Syd" } else { "Norr" };
            let unit = parties.split("<li").find(|it| it.contains(&format!("Björkvik {area}")));
            assert!(unit.unwrap().contains(&tag), "{parties}");
            let own = parties.split("<li").find(|it| it.contains("Hemsjukvården Björkvik"));
            assert!(!own.unwrap().contains(&tag), "{parties}");
            // A change of either is told.
            let id = |case: &str| format!("chain:{}", case.rsplit('/').next().unwrap());
            let topics = format!("data-topics=\"{} {}\"", id(case), id(other));
            assert!(page.contains(&topics), "{topics}");
            assert!(page.contains(&format!("data-topic=\"{}\"", id(other))));
        }
        let paper = s.get(&p.nurse, &format!("{case}/print")).await.html;
        let text = all_words(&paper);
        assert!(text.contains(&format!("Samma vårdtillfälle som ärende {}.", number(other))));
        assert!(entries(&paper).iter().any(|entry| entry.contains(&tag)), "{text}");
        assert!(text.matches(&tag).count() > entries(&paper).len() / 2, "steps and parties too");
        assert!(forms(&paper).is_empty() && !paper.contains("mark-same-as"), "nothing to press");
    }
}

#[tokio::test]
async fn a_message_of_the_other_case_is_acknowledged_from_the_page_of_both() {
    let (s, p, a, b) = two().await;
    let unread = |html: &str| {
        let text = all_words(card(html, "messages"));
        let count = text.split(" oläst").next().unwrap_or_default();
        count.rsplit(' ').next().unwrap().parse::<u32>().unwrap_or(0)
    };
    let own = unread(&s.get(&p.home_care, &a).await.html);
    let other = unread(&s.get(&p.home_care, &b).await.html);
    assert!(own > 0 && other > 0);
    mark(&s, &p.nurse, &a, &b).await;
    let page = s.get(&p.home_care, &a).await.html;
    assert_eq!(unread(&page), own + other);

    let acknowledge = format!("action=\"{b}/acknowledge\"");
    let pressed = s.press(&p.home_care, &page, &[&acknowledge]).await;
    assert_eq!(pressed.status, StatusCode::SEE_OTHER, "{}", words(&pressed.html));
    assert!(pressed.to.starts_with(&format!("{b}?done=")), "{}", pressed.to);
    let page = s.get(&p.home_care, &a).await.html;
    assert_eq!(unread(&page), own + other - 1);
    s.all_read(&[&p.nurse], &b, &["Kvitterad av Hemsjukvården Björkvik"]).await;
}

#[tokio::test]
async fn the_fold_after_forty_and_the_filters_are_of_both() {
    let (s, p, a, b) = two().await;
    mark(&s, &p.nurse, &a, &b).await;
    for hour in 6..22 {
        for case in [&a, &b] {
            let time = format!("{hour:02}:00");
            let values = [("estimate-date", "2026-11-24"), ("estimate-time", time.as_str())];
            s.act(&p.nurse, &format!("{case}/change-estimate"), &values).await;
        }
    }
    let all = entries(&s.get(&p.nurse, &format!("{a}?all=yes")).await.html).len();
    assert!(all > 45, "{all}");
    let page = s.get(&p.nurse, &a).await.html;
    assert_eq!(entries(&page).len(), 40);
    assert!(all_words(&page).contains(&format!("Visa {} tidigare", all - 40)));
    let tag = format!("ur ärende {}", number(&b));
    let messages = s.get(&p.nurse, &format!("{a}?show=messages&all=yes")).await.html;
    assert!(entries(&messages).iter().any(|entry| entry.contains(&tag)));
    assert!(entries(&messages).iter().all(|entry| entry.contains("class=\"msg")));
    let changes = s.get(&p.nurse, &format!("{a}?show=changes&all=yes")).await.html;
    assert!(entries(&changes).iter().all(|entry| !entry.contains("class=\"msg")));
    let rest = entries(&messages).len() + entries(&changes).len();
    assert_eq!(rest, all);
}

#[tokio::test]
async fn who_reads_one_of_them_hears_nothing_of_the_other_and_a_mark_is_taken_back() {
    let (s, p, a, b) = two().await;
    mark(&s, &p.nurse, &a, &b).await;
    let south = s.sign_in(Role::NeedsAssessor, "Biståndsenheten Björkvik Syd").await.0;
    for (user, case, other) in [(&p.assessor, &a, &b), (&south, &b, &a)] {
        for path in [case.clone(), format!("{case}/print"), format!("{case}?all=yes")] {
            let page = s.get(user, &path).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!page.html.contains(number(other)), "{}", words(&page.html));
            assert!(!page.html.contains("Samma vårdtillfälle som"), "{}", words(&page.html));
        }
    }
    // The mark stands in the first case; it is taken back there from either page, by its ward alone.
    let link = format!("{a}/mark-same-as?chain={}&same=no", b.rsplit('/').next().unwrap());
    for case in [&a, &b] {
        assert!(unescaped(&s.get(&p.nurse, case).await.html).contains(&link), "{case}");
        assert!(!s.get(&p.home_care, case).await.html.contains("mark-same-as?"), "{case}");
    }
    s.act(&p.nurse, &link, &[]).await;
    for (case, other) in [(&a, &b), (&b, &a)] {
        for user in [&p.nurse, &p.home_care] {
            let page = s.get(user, case).await.html;
            assert!(!page.contains(&format!("ur ärende {}", number(other))), "{}", words(&page));
            assert!(!page.contains("Samma vårdtillfälle som ärende"), "{}", words(&page));
        }
    }
}

#[tokio::test]
async fn a_case_of_somebody_else_is_shown_with_a_warning() {
    let (s, p, a) = Site::with_parties().await;
    let b = s.start_as(&p.nurse, ["19310802-8287", "Strid", "Elsa"], "Norr").await;
    mark(&s, &p.nurse, &a, &b).await;
    let warned = "Det ärendet gäller en annan person: Strid, Elsa, 19310802-8287.";
    s.all_read(&[&p.nurse, &p.assessor], &a, &[warned]).await;
    s.all_read(&[&p.nurse], &b, &["en annan person: Mallström, Greta"]).await;
    // Of the same person there is nothing to warn of, and a mark that leads nowhere names nothing.
    let c = s.start_as(&p.nurse, GRETA, "Syd").await;
    mark(&s, &p.nurse, &c, "/09090909-0909-0909-0909-090909090909").await;
    s.all_read(&[&p.nurse], &c, &["Ett annat ärende gäller samma vårdtillfälle."]).await;
    s.none_reads(&[&p.nurse], &c, &["en annan person", "09090909"]).await;
}

/// Protected identity of the other case: its ward alone sees that there is one.
#[tokio::test]
async fn a_protected_case_is_on_no_page_but_its_wards() {
    let (s, p, a, b) = two().await;
    mark(&s, &p.nurse, &a, &b).await;
    s.act(&p.nurse, &format!("{b}/mark-protected"), &[("mark", "protected")]).await;
    let page = s.get(&p.home_care, &a).await.html;
    assert!(!page.contains(number(&b)), "{}", words(&page));
    assert!(!page.contains("Samma vårdtillfälle som"), "{}", words(&page));
    let lead = format!("Samma vårdtillfälle som ärende {}.", number(&b));
    s.all_read(&[&p.nurse], &a, &[&lead]).await;
}

#[tokio::test]
async fn a_case_is_not_marked_as_itself() {
    let (s, p, a, _) = two().await;
    let values = [("chain", a.as_str()), ("same", "yes")];
    let answer = s.try_act(&p.nurse, &format!("{a}/mark-same-as"), &values).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(words(&answer.html).contains("Det är numret på det här ärendet."));
}
