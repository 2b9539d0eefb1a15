//! Reads a template as a row of tags and texts: just enough HTML and askama for the checks.
//! What askama fills in is blanked first, so that what is left is what the author wrote.

/// A piece of a template with its place in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// An opening tag, its name and attribute names in lower case.
    Open {
        at: usize,
        name: String,
        attributes: Vec<(String, String)>,
    },
    Close {
        name: String,
    },
    Text {
        at: usize,
        text: String,
    },
}

/// Splits a template into its pieces. Comments and askama's tags leave nothing.
pub(super) fn pieces(template: &str) -> Vec<Piece> {
    let text = without_askama(template);
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("<!--") {
            at += rest.find("-->").map_or(rest.len(), |end| end + 3);
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            at += rest.find('>').map_or(rest.len(), |end| end + 1);
        } else if rest.starts_with("</") {
            let end = rest.find('>').unwrap_or(rest.len());
            pieces.push(Piece::Close { name: rest[2..end].trim().to_lowercase() });
            at += (end + 1).min(rest.len());
        } else if is_tag(rest) {
            let length = tag_length(rest);
            let inside = rest[1..length].trim_end_matches('>').trim_end_matches('/');
            let (name, attributes) = read_tag(inside);
            pieces.push(Piece::Open { at, name: name.clone(), attributes });
            if rest[..length].ends_with("/>") {
                pieces.push(Piece::Close { name: name.clone() });
            }
            at += length;
            // A script is no text and may contain anything up to its end.
            if name == "script" || name == "style" {
                at += text[at..].find(&format!("</{name}")).unwrap_or(text.len() - at);
            }
        } else {
            // A lone `<` is text: the first character belongs to this piece whatever it is.
            let later = rest.char_indices().skip(1).find(|(_, c)| *c == '<');
            let next = later.map_or(rest.len(), |(next, _)| next);
            pieces.push(Piece::Text { at, text: rest[..next].to_owned() });
            at += next;
        }
    }
    pieces
}

/// Blanks `{# … #}`, `{% … %}` and `{{ … }}`, keeping every byte and line where it is.
///
/// A block whose name ends in `attributes` fills in a tag that another template opened. At the
/// start of a line it becomes a tag of its own, `<x …>`, so that its attributes are read as such.
fn without_askama(template: &str) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    let mut in_attributes = false;
    while let Some((start, close)) = first_opening(rest) {
        text.push_str(&rest[..start]);
        let length = rest[start..].find(close).map_or(rest.len() - start, |end| end + 2);
        let filled = &rest[start..start + length];
        let at_line_start = text.is_empty() || text.ends_with('\n');
        let mut blanked = filled.chars();
        if at_line_start && is_attributes_block(filled) {
            in_attributes = true;
            text.push_str("<x");
            blanked.nth(1);
        } else if in_attributes && filled.contains("endblock") {
            in_attributes = false;
            text.push('>');
            blanked.next();
        }
        for c in blanked {
            match c {
                '\n' => text.push('\n'),
                _ => text.extend(std::iter::repeat_n(' ', c.len_utf8())),
            }
        }
        rest = &rest[start + length..];
    }
    text.push_str(rest);
    text
}

fn is_attributes_block(filled: &str) -> bool {
    let mut words = filled.trim_matches(['{', '}', '%', '-', ' ']).split_whitespace();
    words.next() == Some("block") && words.next().is_some_and(|name| name.ends_with("attributes"))
}

fn first_opening(text: &str) -> Option<(usize, &'static str)> {
    let pairs = [("{#", "#}"), ("{%", "%}"), ("{{", "}}")];
    let found = pairs.into_iter().filter_map(|(open, close)| Some((text.find(open)?, close)));
    found.min_by_key(|(at, _)| *at)
}

fn is_tag(rest: &str) -> bool {
    rest.starts_with('<') && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Returns how long the tag is at the start of `rest`; a `>` in quotes does not end it.
fn tag_length(rest: &str) -> usize {
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    rest.len()
}

fn read_tag(inside: &str) -> (String, Vec<(String, String)>) {
    let end = inside.find(char::is_whitespace).unwrap_or(inside.len());
    let name = inside[..end].to_lowercase();
    let mut attributes = Vec::new();
    let mut rest = inside[end..].trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let attribute = rest[..end].to_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(given) = rest.strip_prefix('=') {
            (value, rest) = read_value(given.trim_start());
        }
        if !attribute.is_empty() {
            attributes.push((attribute, value.to_owned()));
        }
        rest = rest.trim_start();
    }
    (name, attributes)
}

fn read_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(at: usize, name: &str, attributes: &[(&str, &str)]) -> Piece {
        let owned = attributes.iter().map(|(key, value)| ((*key).into(), (*value).into()));
        Piece::Open { at, name: name.into(), attributes: owned.collect() }
    }

    #[test]
    fn tags_and_texts_are_told_apart() {
        assert_eq!(
            pieces("<p class=\"a > b\" hidden>Hej</p>"),
            [
                open(0, "p", &[("class", "a > b"), ("hidden", "")]),
                Piece::Text { at: 24, text: "Hej".into() },
                Piece::Close { name: "p".into() },
            ]
        );
    }

    #[test]
    fn what_askama_fills_in_leaves_blanks_of_the_same_length() {
        assert_eq!(
            without_askama("a{{ \"å\" }}b{# x\n #}{% if a > b %}"),
            format!("a{}b{}\n{}", " ".repeat(10), " ".repeat(4), " ".repeat(17))
        );
        assert_eq!(pieces("<a {% if x > y %}b{% endif %}>").len(), 1);
    }

    #[test]
    fn a_block_of_attributes_is_read_as_a_tag() {
        let template = "{% block body_attributes %} title=\"Hej\"{% endblock %}\nHej";
        assert_eq!(pieces(template)[0], open(0, "x", &[("title", "Hej")]));
        assert_eq!(pieces("<body{% block body_attributes %}{% endblock %} title=\"a\">").len(), 1);
    }

    #[test]
    fn comments_doctype_and_script_leave_no_text() {
        let pieces = pieces("<!doctype html><!-- Hej --><script>if (a < b) {}</script>");
        assert_eq!(pieces, [open(27, "script", &[]), Piece::Close { name: "script".into() }]);
    }

    #[test]
    fn attributes_are_read_with_any_quotes_or_none() {
        let pieces = pieces("<input TYPE=text value='a \"b\"'/>");
        let input = open(0, "input", &[("type", "text"), ("value", "a \"b\"")]);
        assert_eq!(pieces, [input, Piece::Close { name: "input".into() }]);
    }

    #[test]
    fn a_template_cut_short_is_read_to_its_end() {
        for cut in ["<", "<p", "<p a=\"", "</p", "<!--", "{{ x", "<script>", "a <", "–", "å<"] {
            pieces(cut);
        }
    }
}
