//! A form of a page as a browser sends it.

/// The form that changes an estimate, filled in with another time for each number.
pub(crate) fn changed_estimate(page: &str, number: usize) -> Option<String> {
    let main = page.split_once("<main").map(|(_, rest)| rest)?;
    let form = main.split("<form").find(|form| form.contains("name=\"token\""))?;
    let form = form.split("</form>").next()?;
    let mut pairs = Vec::new();
    for tag in form.split("<input").skip(1).filter_map(|tag| tag.split('>').next()) {
        let (name, kind) = (attribute(tag, "name"), attribute(tag, "type"));
        let chosen = kind != "checkbox" && kind != "radio" || tag.contains(" checked");
        if chosen && !name.starts_with("estimate") {
            pairs.push((name, attribute(tag, "value")));
        }
    }
    let (day, minute) = (1 + number / 600 % 27, number % 600);
    pairs.push(("estimate-date".to_owned(), format!("2026-12-{day:02}")));
    pairs.push(("estimate-time".to_owned(), format!("{:02}:{:02}", 8 + minute / 60, minute % 60)));
    // As the page of confirmation sends it: that page is not what is measured.
    pairs.push(("confirm".to_owned(), "yes".to_owned()));
    let encode = brygga_web::urls::encode;
    let body: Vec<String> = pairs.iter().map(|(k, v)| format!("{k}={}", encode(v))).collect();
    Some(body.join("&"))
}

fn attribute(tag: &str, name: &str) -> String {
    let found = tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest);
    let value = found.and_then(|rest| rest.split('"').next()).unwrap_or_default();
    value.replace("&#38;", "&").replace("&amp;", "&").replace("&#34;", "\"")
}
