//! Words for the legal record: times, units, free text.

use crate::calendar::to_local;
use crate::ids::HsaId;
use crate::moment::{Fold, Moment, Precision};

/// Characters of a sentence at the most (continuity 3.2).
pub(super) const MAX_SENTENCE: usize = 500;
/// Units named one by one; further ones are counted.
const MAX_UNITS: usize = 5;
/// Characters of one unit's name or one quoted text.
const MAX_PART: usize = 160;

/// "20 november 2026 kl. 15.00" in Stockholm time; the day alone where only the day is known.
pub(super) fn when(moment: &Moment) -> String {
    const MONTHS: [&str; 12] = [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ];
    let local = to_local(moment.instant);
    let month = MONTHS[usize::from(local.month().unsigned_abs()) - 1];
    let day = format!("{} {month} {}", local.day(), local.year());
    if moment.precision == Precision::Day {
        return day;
    }
    let fold = match moment.fold {
        Fold::First => "",
        Fold::Second => " (andra gången timmen infaller)",
        Fold::Unknown => " (oklart vilken av två lika timmar)",
    };
    format!("{day} kl. {:02}.{:02}{fold}", local.hour(), local.minute())
}

/// Names of units as a sentence lists them: "A, B och C", "A, B, C, D, E och 3 enheter till".
pub(super) fn list(units: &[HsaId], unit_name: &dyn Fn(&HsaId) -> String) -> String {
    let named = |unit: &HsaId| short(&unit_name(unit));
    match units {
        [] => "ingen enhet".to_owned(),
        [one] => named(one),
        many if many.len() > MAX_UNITS => {
            let first: Vec<_> = many[..MAX_UNITS].iter().map(named).collect();
            match many.len() - MAX_UNITS {
                1 => format!("{} och 1 enhet till", first.join(", ")),
                more => format!("{} och {more} enheter till", first.join(", ")),
            }
        }
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(named).collect();
            format!("{} och {}", first.join(", "), named(last))
        }
    }
}

/// One unit's name.
pub(super) fn one(unit: &HsaId, unit_name: &dyn Fn(&HsaId) -> String) -> String {
    short(&unit_name(unit))
}

/// A free text as a part of a sentence: one line, shortened, without anything that looks like an
/// identity number, in quotation marks. The sentence around it ends with its own full stop, so one at
/// the end of the text is left out.
pub(super) fn quoted(text: &str) -> String {
    let line = short(&without_numbers(text));
    let said = line.strip_suffix('.').filter(|rest| !rest.ends_with('.')).unwrap_or(&line);
    format!("\u{201d}{said}\u{201d}")
}

/// " Skäl: ”…”." when there is a text.
pub(super) fn remark(label: &str, text: Option<&String>) -> String {
    text.map_or_else(String::new, |text| format!(" {label}: {}.", quoted(text)))
}

fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    cut(&line, MAX_PART)
}

/// At most `max` characters, the last one … where something was left out.
pub(super) fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let kept: String = text.chars().take(max - 1).collect();
    format!("{}…", kept.trim_end())
}

/// Masks what looks like an identity number (decision 11): ten or more digits with at most a
/// hyphen, plus sign or space between them. Telephone numbers in a free text go the same way: the
/// data keeps them.
fn without_numbers(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        let (end, digits) = run(&chars, at);
        if digits >= 10 {
            out.push_str("[nummer]");
            at = end;
        } else {
            let end = end.max(at + 1);
            out.extend(&chars[at..end]);
            at = end;
        }
    }
    out
}

/// Where a run of digits with single separators that starts at `at` ends, and its digits.
fn run(chars: &[char], at: usize) -> (usize, usize) {
    let (mut end, mut digits, mut next) = (at, 0, at);
    while let Some(c) = chars.get(next) {
        if c.is_numeric() {
            digits += 1;
            end = next + 1;
        } else if digits == 0 || !is_separator(*c) || end != next {
            break;
        }
        next += 1;
    }
    (end, digits)
}

fn is_separator(c: char) -> bool {
    matches!(c, '-' | '+' | ' ' | '\u{a0}' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_an_identity_number_is_masked_in_free_text() {
        for (text, masked) in [
            ("ring om 19121212-1212 nu", "ring om [nummer] nu"),
            ("191212121212", "[nummer]"),
            ("121212+1212", "[nummer]"),
            ("1912 12 12 1212.", "[nummer]."),
            ("19121212–1212", "[nummer]"),
            ("rum 12, säng 3", "rum 12, säng 3"),
            ("2026-11-20", "2026-11-20"),
            ("kl 15.00 i 3 - 4 dagar", "kl 15.00 i 3 - 4 dagar"),
        ] {
            assert_eq!(without_numbers(text), masked);
        }
    }

    #[test]
    fn a_quoted_text_does_not_bring_a_second_full_stop() {
        assert_eq!(remark("Skäl", Some(&"feber.".to_owned())), " Skäl: \u{201d}feber\u{201d}.");
        assert_eq!(quoted("och så vidare..."), "\u{201d}och så vidare...\u{201d}");
        assert_eq!(quoted("."), "\u{201d}\u{201d}");
    }

    #[test]
    fn units_are_listed_and_the_rest_is_counted() {
        let units: Vec<_> = (1..=7).map(|n| HsaId::parse(&format!("TEST-{n}")).unwrap()).collect();
        let name = |unit: &HsaId| format!("Enhet {}", &unit.as_str()[5..]);
        assert_eq!(list(&units[..1], &name), "Enhet 1");
        assert_eq!(list(&units[..3], &name), "Enhet 1, Enhet 2 och Enhet 3");
        let five = "Enhet 1, Enhet 2, Enhet 3, Enhet 4, Enhet 5";
        assert_eq!(list(&units[..6], &name), format!("{five} och 1 enhet till"));
        assert_eq!(list(&units, &name), format!("{five} och 2 enheter till"));
        assert_eq!(list(&[], &name), "ingen enhet");
    }

    #[test]
    fn times_are_told_in_stockholm_time() {
        let at = |text| when(&Moment::parse_local("2026-11-20", text).unwrap());
        assert_eq!(at("15:00"), "20 november 2026 kl. 15.00");
        let day = Moment::day(jiff::civil::date(2026, 3, 1));
        assert_eq!(when(&day), "1 mars 2026");
        let twice = Moment::parse_local_in("2026-10-25", "02:30", Fold::Second).unwrap();
        assert_eq!(when(&twice), "25 oktober 2026 kl. 02.30 (andra gången timmen infaller)");
    }
}
