//! Every page renders with sample data, in both languages, and keeps the rules that all pages share.

use brygga_i18n::{Language, Texts};
use brygga_web::views::Theme;

mod sample;

fn swedish() -> Vec<sample::Sample> {
    sample::all(Texts::of(Language::Swedish), Theme::System)
}

fn html(name: &str) -> String {
    swedish().into_iter().find(|page| page.name == name).expect("the page is in the samples").html
}

fn everything() -> Vec<sample::Sample> {
    let mut pages = swedish();
    pages.extend(sample::all(Texts::of(Language::English), Theme::Dark));
    pages
}

#[test]
fn no_page_shows_a_missing_message_key() {
    for page in everything() {
        let at = page.html.find(">[").or_else(|| page.html.find("\"["));
        assert!(at.is_none(), "{}: {}", page.name, &page.html[at.unwrap_or(0)..][..60]);
    }
}

#[test]
fn no_page_has_inline_script_or_style() {
    for page in everything() {
        for forbidden in ["<style", " style=", " onclick", " onload", "hx-on", "javascript:"] {
            assert!(!page.html.contains(forbidden), "{} has {forbidden}", page.name);
        }
        assert!(!page.html.contains("<script>"), "{} has an inline script", page.name);
    }
}

#[test]
fn every_page_has_one_heading_one_main_and_a_skip_link() {
    for page in everything() {
        let count = |text: &str| page.html.matches(text).count();
        assert_eq!(count("<h1"), 1, "{} headings", page.name);
        assert_eq!(count("<main"), 1, "{} main", page.name);
        assert_eq!(count("href=\"#main\""), 1, "{} skip link", page.name);
        assert!(count("role=\"status\"") <= 1, "{} places that speak", page.name);
    }
}

#[test]
fn every_id_stands_once_on_its_page() {
    for page in everything() {
        let mut ids: Vec<_> =
            page.html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{}", page.name);
    }
}

#[test]
fn every_form_that_posts_carries_the_token_of_its_session() {
    for page in everything() {
        for form in page.html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap_or_default();
            if form.contains("method=\"post\"") {
                assert!(form.contains("name=\"csrf\""), "{}: {form}", page.name);
            }
        }
    }
}

#[test]
fn test_data_is_marked_on_every_page() {
    for page in swedish() {
        assert!(page.html.contains("Testdata"), "{}", page.name);
    }
}

#[test]
fn what_people_write_is_escaped() {
    let t = Texts::of(Language::Swedish);
    let mut page = brygga_web::views::LockedPage {
        t,
        shell: sample::Maker { t, theme: Theme::System }.bare(),
        name: String::from("<script>alert(1)</script>"),
        locked_at: String::new(),
        wrong_password: false,
        hidden: vec![],
        demo: false,
    };
    page.shell.path = String::from("\"><b>");
    let html = askama::Template::render(&page).unwrap();
    assert!(!html.contains("<script>alert") && !html.contains("\"><b>"));
}

#[test]
fn the_sign_in_page_offers_the_demo_people_only_when_there_are_any() {
    assert!(!html("sign-in").contains("name=\"person\""));
    assert!(html("sign-in-demo").contains("value=\"kim\""));
}

#[test]
fn the_locked_screen_shows_nothing_of_the_work() {
    let html = html("locked");
    for hidden in ["Mallström", "statusbar", "Sök person", "Avdelning 37"] {
        assert!(!html.contains(hidden), "{hidden}");
    }
    assert!(html.contains("Byt användare"));
}

#[test]
fn the_worklist_names_the_columns_of_its_reader() {
    let ward = html("worklist-ward");
    assert!(
        ward.contains(">Plats<") && ward.contains(">Beräknad ut<") && ward.contains(">Kommun<")
    );
    let municipality = html("worklist-municipality");
    assert!(municipality.contains(">Område<") && municipality.contains(">Betalningsansvar<"));
}

#[test]
fn a_group_says_when_it_shows_fewer_than_there_are() {
    let html = html("worklist-ward");
    assert!(html.contains("Visar 1. Vi kan påminna"));
    assert!(html.contains("Inskrivna utan meddelande"));
}

#[test]
fn the_bar_that_offers_an_update_is_hidden_until_something_changed() {
    assert!(html("worklist-ward").contains("id=\"fresh\" hidden"));
}

#[test]
fn an_empty_list_says_what_empty_means_and_where_to_look() {
    let html = html("worklist-empty");
    assert!(html.contains("Inget kräver åtgärd av er just nu") && html.contains("Visa de 11"));
}

#[test]
fn what_was_just_done_can_be_undone() {
    let html = html("worklist-empty");
    assert!(html.contains("Ångra") && html.contains("name=\"event\" value=\"e1\""));
}
