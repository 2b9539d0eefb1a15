//! Templates hold no words of their own (they come from the catalogues) and nothing that the
//! content security policy refuses (decision 26).

use super::markup::{Piece, pieces};
use super::{Finding, line_of};
use crate::files::SourceFile;

const TEMPLATES: &str = "crates/web/templates/";
/// Attributes whose value is read by people.
const SPOKEN: [&str; 8] = [
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "alt",
    "label",
    "placeholder",
    "summary",
    "title",
];
/// A drawing has no words of the page; `kbd` holds the name on a key, the same in any language.
const SILENT: [&str; 2] = ["svg", "kbd"];
/// The only word that is the same in every language.
const BRAND: &str = "Brygga";

pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let templates = files.iter().filter(|file| file.is(TEMPLATES, ".html"));
    templates.flat_map(check_template).collect()
}

fn check_template(file: &SourceFile) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut report = |at: usize, message: String| {
        findings.push(Finding::new(&file.path, line_of(&file.text, at), message));
    };
    let mut silent = 0_usize;
    // A part that is included inside a tag holds attributes, not text: read it as one.
    let inside_a_tag = file.path.ends_with("_attributes.html");
    let wrapped = inside_a_tag.then(|| format!("<x {}>", file.text.trim_end()));
    for at in unescaped(&file.text) {
        report(at, "what people type is always escaped: no |safe and no autoescape".to_owned());
    }
    for piece in pieces(wrapped.as_deref().unwrap_or(&file.text)) {
        match piece {
            Piece::Open { at, name, attributes } => {
                for message in refused(&name, &attributes) {
                    report(at, message);
                }
                if SILENT.contains(&name.as_str()) {
                    silent += 1;
                }
            }
            Piece::Close { name } if SILENT.contains(&name.as_str()) => {
                silent = silent.saturating_sub(1);
            }
            Piece::Text { at, text } if silent == 0 && has_words(&text) => {
                let start = at + text.len() - text.trim_start().len();
                report(start, format!("words belong in the catalogues: {}", text.trim()));
            }
            Piece::Close { .. } | Piece::Text { .. } => {}
        }
    }
    findings
}

/// Where a template turns escaping off.
fn unescaped(text: &str) -> Vec<usize> {
    let squeezed = |rest: &str, word: &str| rest.trim_start().starts_with(word);
    text.match_indices(['|', '%'])
        .filter(|(at, sign)| {
            let rest = &text[at + 1..];
            match *sign {
                "|" => squeezed(rest, "safe") || squeezed(rest, "escape"),
                _ => squeezed(rest.trim_start_matches('-'), "autoescape"),
            }
        })
        .map(|(at, _)| at)
        .collect()
}

/// Says what a tag may not have.
fn refused(name: &str, attributes: &[(String, String)]) -> Vec<String> {
    let mut messages = Vec::new();
    if name == "style" {
        messages.push("<style>: the policy refuses it; write it in the stylesheet".to_owned());
    }
    if name == "script" && !attributes.iter().any(|(key, _)| key == "src") {
        messages.push("<script> without src: the policy refuses it".to_owned());
    }
    for (key, value) in attributes {
        if key == "style" || key.starts_with("hx-on") || is_handler(key) {
            messages.push(format!("{key}=: the policy refuses it"));
        }
        let value_start = value.trim_start().to_lowercase();
        if value_start.starts_with("js:") || value_start.starts_with("javascript:") {
            messages.push(format!("{key}=\"{value}\": no script in an attribute"));
        }
        if SPOKEN.contains(&key.as_str()) && has_words(value) {
            messages.push(format!("words belong in the catalogues: {key}=\"{value}\""));
        }
    }
    messages
}

fn is_handler(key: &str) -> bool {
    key.strip_prefix("on")
        .is_some_and(|event| !event.is_empty() && event.chars().all(|c| c.is_ascii_lowercase()))
}

/// Returns whether a text has letters, apart from the brand and from character references.
fn has_words(text: &str) -> bool {
    let mut rest = text.replace(BRAND, "");
    while let Some(start) = rest.find('&') {
        let name_length = rest[start + 1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '#');
        match name_length {
            Some(length) if length > 0 && rest[start + 1 + length..].starts_with(';') => {
                rest.replace_range(start..start + length + 2, "");
            }
            _ => rest.replace_range(start..=start, ""),
        }
    }
    rest.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(template: &str) -> Vec<String> {
        let files = [SourceFile::new("crates/web/templates/a.html", template)];
        check(&files)
            .into_iter()
            .map(|found| format!("{}: {}", found.line, found.message))
            .collect()
    }

    #[test]
    fn a_template_of_keys_passes() {
        let template = "<!doctype html>\n{# Svenska #}<title>{{ t.text(\"a\") }} · Brygga</title>\
            <a title=\"{{ t.text(\"b\") }}\" href=\"/x\">{{ x }}&nbsp;– 3 %</a>\
            <svg><title>Ikon</title></svg><kbd>Esc</kbd><script src=\"/a.js\" defer></script>";
        assert_eq!(findings(template), [""; 0]);
    }

    #[test]
    fn literal_words_are_found_in_text_and_in_spoken_attributes() {
        assert_eq!(
            findings("<p>\n  Hej {{ name }}</p>\n<img alt=\"En bild\"><input placeholder='Å'>"),
            [
                "2: words belong in the catalogues: Hej",
                "3: words belong in the catalogues: alt=\"En bild\"",
                "3: words belong in the catalogues: placeholder=\"Å\"",
            ]
        );
        assert_eq!(findings("<svg></svg>Sparat").len(), 1);
        assert_eq!(findings("R&D").len(), 1);
    }

    #[test]
    fn what_the_policy_refuses_is_found() {
        for template in [
            "<p style=\"color:red\"></p>",
            "<style>p{}</style>",
            "<script>x()</script>",
            "<p onclick=\"x()\"></p>",
            "<p hx-on:click=\"x()\"></p>",
            "<p hx-on=\"x\"></p>",
            "<p hx-vals=\"js:{a: b()}\"></p>",
            "<a href=\"javascript:x()\"></a>",
        ] {
            assert_eq!(findings(template).len(), 1, "{template}");
        }
    }

    #[test]
    fn a_template_that_does_not_escape_is_found() {
        for template in [
            "<p>{{ x|safe }}</p>",
            "{{ x | safe }}",
            "{%- autoescape false %}",
            "{{ x|escape(1) }}",
        ] {
            assert_eq!(findings(template).len(), 1, "{template}");
        }
    }

    #[test]
    fn attributes_that_only_look_alike_pass() {
        assert_eq!(findings("<p data-style=\"a\" one-by-one class=\"on\"></p>"), [""; 0]);
    }
}
