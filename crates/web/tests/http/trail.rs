//! The place in the list from which one came, through acts and back.

use axum::http::StatusCode;

use crate::lists::{arrive, link, topics, value};
use crate::site::{Browser, Site};

const WARD: (&str, &str) = ("Kim Demosson", "Avdelning 37");
const LIST: &str = "/care-chains?filter=ours&group=municipality";

/// The address of the form whose part says all this, and its hidden fields.
fn form(page: &str, says: &str) -> (String, Vec<(String, String)>) {
    let main = page.split("<main").nth(1).unwrap();
    let mut all = main.split("<form").skip(1).map(|it| it.split("</form>").next().unwrap());
    let form = all.find(|it| it.contains(says)).unwrap_or_else(|| panic!("{says} in {page}"));
    let action = form.split(" action=\"").nth(1).unwrap().split('"').next().unwrap();
    let fields = form
        .split("<input type=\"hidden\"")
        .skip(1)
        .map(|tag| tag.split("name=\"").nth(1).unwrap().split('"').next().unwrap())
        .filter(|name| *name != "csrf")
        .map(|name| (name.to_owned(), value(form, name)))
        .collect();
    (action.replace("&#38;", "&").replace("&amp;", "&"), fields)
}

async fn send(
    user: &Browser<'_>,
    (action, mut fields): (String, Vec<(String, String)>),
    typed: &[(&str, &str)],
) -> crate::site::Answer {
    fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    user.post(&action, &pairs).await
}

/// The case knows its place, its neighbours and the page of the list.
fn keeps_its_place(page: &str, what: &str) {
    for said in ["Ärende 52 av 60 i ”Kräver åtgärd av oss”", "data-key=\"k\"", "data-key=\"j\""]
    {
        assert!(page.contains(said), "{what}: {said} in {page}");
    }
    let back = page.split("class=\"bread\"").nth(1).unwrap();
    let back = act_link(back, "/care-chains");
    assert!(back.starts_with(&format!("{LIST}&after=")), "{what}: {back}");
}

#[tokio::test]
async fn an_act_leads_back_to_the_place_in_the_list_that_one_came_from() {
    let site = Site::new().await;
    let ward = site.inner.actor(WARD.0, WARD.1);
    for n in 0..60 {
        arrive(&site, &ward, n).await;
    }
    let user = site.as_user(WARD.0, WARD.1).await;
    let second = link(&user.get(LIST).await.body, "Nästa 50");
    let list = user.get(&second).await;
    let chain = topics(&list)[1].clone();
    let case = act_link(&list.body, &format!("/care-chains/{chain}?"));
    let page = user.get(&case).await.body;
    keeps_its_place(&page, "from the list");

    // The form, its fault, its confirmation, its receipt.
    let shown = user.get(&act_link(&page, "change-estimate")).await.body;
    assert_eq!(link(&shown, "Avbryt"), case, "one who changes the mind");
    let typed = [("estimate-date", "2026-11-33"), ("estimate-time", "11:00")];
    let wrong = send(&user, form(&shown, "name=\"token\""), &typed).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.body);
    let typed = [("estimate-date", "2026-11-26"), ("estimate-time", "11:00")];
    let asked = send(&user, form(&wrong.body, "name=\"token\""), &typed).await;
    assert!(asked.body.contains("name=\"confirm\""), "{}", asked.body);
    let done = send(&user, form(&asked.body, "name=\"confirm\""), &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let receipt = user.get(done.header("location")).await.body;
    assert!(link(&receipt, "Tillbaka till listan").starts_with(&format!("{LIST}&after=")));
    let to_case = link(&receipt, "Till ärendet");
    keeps_its_place(&user.get(&to_case).await.body, "after the receipt");

    // One button, and its undoing.
    let page = user.get(&to_case).await.body;
    let path = act_link(&page, "set-checklist-item");
    let shown = user.get(&path).await.body;
    let typed = [("item", "transport"), ("state", "done"), ("note", ""), ("unit", "")];
    let done = send(&user, form(&shown, "name=\"token\""), &typed).await;
    let page = user.get(done.header("location")).await.body;
    keeps_its_place(&page, "after one click");
    let undo = page.split("class=\"toast over\"").nth(1).unwrap();
    let undone = send(&user, form(&format!("<main{undo}"), "/undo"), &[]).await;
    keeps_its_place(&user.get(undone.header("location")).await.body, "after undoing");
}

fn act_link(page: &str, word: &str) -> String {
    let found = page.split("href=\"").find(|it| it.split('"').next().unwrap().contains(word));
    let found = found.unwrap_or_else(|| panic!("{word} in {page}"));
    found.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}
