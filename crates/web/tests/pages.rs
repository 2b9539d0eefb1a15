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
        wait: String::new(),
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

#[test]
fn the_person_stands_above_every_act_on_a_chain() {
    for name in ["chain", "act-form", "confirm", "receipt", "same-form", "stale", "access-log"] {
        let html = html(name);
        let bar = html.split("class=\"pbar\"").nth(1).unwrap_or_default();
        assert!(bar.contains("Mallström") && bar.contains("19380214-0003"), "{name}");
        assert!(bar.contains("testnummer"), "{name}");
    }
}

#[test]
fn kommunklar_stands_beside_the_steps_and_not_among_them() {
    let html = html("chain");
    let steps = html.split("<ol class=\"steps").nth(1).unwrap().split("</ol>").next().unwrap();
    assert!(!steps.contains("Kommunklar") && steps.contains("Utskriven"));
    let marks = html.split("class=\"marks\"").nth(1).unwrap().split("</ul>").next().unwrap();
    assert!(marks.contains("Kommunklar") && marks.contains("Öppenvårdsklar"));
}

#[test]
fn a_step_of_ours_has_its_act_and_a_step_of_others_a_reminder() {
    let html = html("chain");
    let todo = html.split("<ol class=\"todo\">").nth(1).unwrap().split("</ol>").next().unwrap();
    assert!(todo.contains("Bifoga lista") && todo.contains("Påminn"));
    assert!(html.contains("3 är våra"));
}

#[test]
fn a_message_shows_its_state_at_each_recipient() {
    let html = html("chain");
    for text in [
        "Väntar på svar från Avdelning 37",
        "Kvitterad av Björkvik hemsjukvård 13:05",
        "Levererad hos Avdelning 37 12:58",
        "Tar hand om: Ekens vårdcentral",
    ] {
        assert!(html.contains(text), "{text}");
    }
}

#[test]
fn a_message_that_has_not_left_can_be_undone() {
    let html = html("chain");
    assert!(html.contains("Skickas 13:42:12") && html.contains("name=\"pending\""));
}

#[test]
fn recipients_are_units_by_name_and_never_all() {
    let html = html("chain");
    let composer = html.split("class=\"comp\"").nth(1).unwrap().split("</form>").next().unwrap();
    assert!(composer.contains("Björkvik kommun") && composer.contains("Kräver svar"));
    assert!(!composer.contains("alla i ärendet\""));
    assert!(composer.contains("name=\"compartment\" value=\"1\""));
}

#[test]
fn a_protected_identity_shows_no_number() {
    let html = html("chain-protected");
    assert!(html.contains("Skyddad identitet") && !html.contains("19380214"));
}

#[test]
fn a_conflict_shows_every_value_with_who_and_when() {
    let html = html("chain-conflicts");
    for text in ["fre 20 nov 16:00", "lör 21 nov 10:00", "Avdelning 37, läkare · idag 13:12"] {
        assert!(html.contains(text), "{text}");
    }
    for title in [
        "Två olika uppgifter",
        "Utskrivningsklar och återtagen samtidigt",
        "Kommunen svarade på ett besked som tagits tillbaka",
        "Utskriven utan kommunklar",
        "Samma formulär, olika innehåll",
    ] {
        assert!(html.contains(title), "{title}");
    }
}

#[test]
fn a_form_with_errors_links_to_its_fields_and_keeps_what_was_typed() {
    let html = html("act-form-errors");
    assert!(html.contains("href=\"#f-when-date\"") && html.contains("id=\"f-when-date\""));
    assert!(html.contains("aria-invalid=\"true\""));
    assert!(html.contains("value=\"Robin Provsson\"") && html.contains("Går med rollator."));
    assert!(html.contains("Rätta 2 saker"));
}

#[test]
fn help_stands_before_the_field_and_the_error_after_it() {
    let html = html("act-form-errors");
    let at = |text: &str| html.find(text).expect(text);
    assert!(at("id=\"f-when-help\"") < at("id=\"f-when-date\""));
    assert!(at("id=\"f-when-date\"") < at("id=\"f-when-error\""));
}

#[test]
fn a_confirmation_carries_every_value_to_both_buttons() {
    let html = html("confirm");
    let form = html.split("<form").find(|form| form.contains("formaction")).expect("one form");
    assert!(form.contains("name=\"token\"") && form.contains("name=\"when-date\""));
    assert!(form.contains("name=\"called\"") && form.contains("formnovalidate"));
}

#[test]
fn a_waiting_message_has_not_been_told_to_anyone_yet() {
    assert!(html("receipt-pending").contains("De här får besked"));
    assert!(html("receipt").contains("De här har fått besked"));
}

#[test]
fn the_same_form_with_other_content_shows_both() {
    let html = html("same-form");
    assert!(html.contains("Skickat 13:40") && html.contains("idag 16:00"));
    assert!(html.contains("idag 18:00") && html.contains("Skicka som rättelse"));
}

#[test]
fn no_access_says_nothing_but_that() {
    let html = html("no-access");
    assert!(html.contains("Det finns inget att visa här i ditt uppdrag."));
    assert!(!html.contains("behörighet saknas"));
}

#[test]
fn a_search_without_a_hit_does_not_say_whether_the_person_exists() {
    let html = html("search-nothing");
    assert!(html.contains("Inget att visa i ditt uppdrag") && !html.contains("finns inte"));
}

#[test]
fn an_error_says_what_is_saved_and_last_its_number() {
    let html = html("error");
    assert!(html.find("sparat som utkast") < html.find("b7f3-2c91"));
}

#[test]
fn the_keys_can_be_switched_off() {
    assert!(html("keys").contains("data-keys=\"off\""));
    assert!(html("account").contains("name=\"keys\" value=\"off\""));
}
