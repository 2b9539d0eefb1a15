//! Months as stacked bars with a line at their mean: where everything lies, and the picture as a file
//! of its own.

use crate::Language;
use crate::shown::decimal;

/// The picture: 880 wide, the axis at 240 and its top at 22.
pub const LEFT: f64 = 34.0;
/// The right edge.
pub const RIGHT: f64 = 880.0;
/// The axis.
pub const BOTTOM: f64 = 240.0;
const HEIGHT: f64 = 218.0;
const LINES: u32 = 4;
/// More months have only some of their names below.
const NAMES: usize = 12;

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Months {
    /// The language of its words.
    pub language: Language,
    /// Its title.
    pub title: String,
    /// Below the title: definition, as of when, revision.
    pub lines: Vec<String>,
    /// What it shows in words, for whoever does not see it.
    pub description: String,
    /// The parts of a bar, from below: their words, as many as each bar has.
    pub parts: Vec<String>,
    /// What is left of a bar when some of its parts are hidden.
    pub rest: String,
    /// A bar for each month.
    pub bars: Vec<Bar>,
    /// The mean, and what is written at it.
    pub average: Option<(f64, String)>,
}

/// A month.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bar {
    /// Its name.
    pub name: String,
    /// The number of each part; none where it is hidden.
    pub parts: Vec<Option<u32>>,
    /// How high the bar is; none where that is hidden.
    pub sum: Option<u32>,
    /// What is written above it.
    pub label: String,
    /// Not whole yet: drawn paler.
    pub running: bool,
}

/// Where everything lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// The lines behind the bars: height and number.
    pub lines: Vec<(f64, u32)>,
    /// How wide a bar is.
    pub width: f64,
    /// Each bar.
    pub bars: Vec<Place>,
    /// The mean.
    pub average: Option<f64>,
}

/// Where a bar lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its left edge.
    pub x: f64,
    /// Its parts from below: which one (one more than there are is the rest), its top and its height.
    pub parts: Vec<(usize, f64, f64)>,
    /// Where the label above it stands.
    pub label_y: f64,
    /// Its name is shown.
    pub named: bool,
}

/// Works out where everything lies: largest part at the bottom as they are given, two pixels between
/// parts, the axis from zero.
#[must_use]
pub fn layout(bars: &[Bar], average: Option<f64>) -> Layout {
    let most = bars.iter().filter_map(|bar| bar.sum).max().unwrap_or(0);
    let top = axis(most);
    let scale = HEIGHT / f64::from(top);
    let slot = (RIGHT - LEFT) / bars.len().max(1) as f64;
    let width = (slot * 0.624).min(44.0);
    let every = bars.len().div_ceil(NAMES).max(1);
    let place = |(n, bar): (usize, &Bar)| Place {
        x: LEFT + slot * n as f64 + (slot - width) / 2.0,
        parts: stack(bar, scale),
        label_y: BOTTOM - f64::from(bar.sum.unwrap_or(0)) * scale - 6.0,
        named: n % every == 0,
    };
    let line = |n: u32| {
        let value = top / LINES * n;
        (BOTTOM - f64::from(value) * scale, value)
    };
    Layout {
        lines: (0..=LINES).map(line).collect(),
        width,
        bars: bars.iter().enumerate().map(place).collect(),
        average: average.map(|it| BOTTOM - it * scale),
    }
}

/// The parts that are shown, and above them what is left of the sum: numbers that are hidden.
fn stack(bar: &Bar, scale: f64) -> Vec<(usize, f64, f64)> {
    let Some(sum) = bar.sum else { return Vec::new() };
    let shown = bar.parts.iter().enumerate().filter_map(|(n, part)| Some((n, (*part)?)));
    let rest = sum.saturating_sub(shown.clone().map(|(_, number)| number).sum());
    let all = shown.chain([(bar.parts.len(), rest)]).filter(|(_, number)| *number > 0);
    let mut below = 0;
    all.map(|(n, number)| {
        below += number;
        let y = BOTTOM - f64::from(below) * scale + 1.0;
        (n, y, (f64::from(number) * scale - 2.0).max(0.5))
    })
    .collect()
}

/// The top of the axis: a number that four lines divide evenly.
fn axis(most: u32) -> u32 {
    let steps = [1, 2, 5, 10, 15, 20, 25, 50, 75, 100, 125, 150, 200, 250];
    let fitting = steps.into_iter().map(|step| step * LINES).find(|top| *top >= most.max(1));
    fitting.unwrap_or_else(|| most.div_ceil(1_000) * 1_000)
}

/// The colours of the parts as on the page, the rest last.
const COLOURS: [&str; 6] = ["#0a5f68", "#c5770b", "#7a4496", "#3b8fc4", "#a83e30", "#7f8f91"];
const REST: &str = "#b9c5c6";
const FONT: f64 = 12.0;

/// The picture as SVG, a file of its own: nothing is loaded from elsewhere, and no text is anything
/// but text.
#[must_use]
pub fn svg(months: &Months) -> String {
    let at = layout(&months.bars, months.average.as_ref().map(|(mean, _)| *mean));
    let head = 22.0 + 17.0 * months.lines.len() as f64;
    let hides = at.bars.iter().flat_map(|bar| &bar.parts).any(|part| part.0 == months.parts.len());
    let legend = months.parts.len() + usize::from(hides);
    let height = head + 268.0 + 20.0 * legend as f64 + 12.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" lang=\"{}\" viewBox=\"0 0 896 {height:.0}\" \
         width=\"896\" height=\"{height:.0}\" role=\"img\" aria-labelledby=\"t d\" \
         font-family=\"Helvetica, Arial, sans-serif\" font-size=\"{FONT:.0}\" fill=\"#10211f\">\n\
         <title id=\"t\">{}</title>\n<desc id=\"d\">{}</desc>\n\
         <rect width=\"896\" height=\"{height:.0}\" fill=\"#ffffff\"/>\n",
        months.language.tag(),
        escaped(&months.title),
        escaped(&months.description),
    );
    svg += &text((8.0, 20.0), "start", " font-size=\"15\" font-weight=\"bold\"", &months.title);
    for (n, line) in months.lines.iter().enumerate() {
        svg += &text((8.0, 38.0 + 17.0 * n as f64), "start", " fill=\"#475a5a\"", line);
    }
    svg += &format!("<g transform=\"translate(8 {head:.0})\">\n");
    for (y, number) in &at.lines {
        svg += &format!(
            "<line x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"#d9e0e0\"/>\n"
        );
        let number = decimal(months.language, f64::from(*number), 0);
        svg += &text((LEFT - 7.0, y + 4.0), "end", "", &number);
    }
    for (bar, place) in months.bars.iter().zip(&at.bars) {
        svg += &drawn(months, bar, place, at.width);
    }
    if let (Some(y), Some((_, label))) = (at.average, &months.average) {
        svg += &format!(
            "<line x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"#10211f\" \
             stroke-dasharray=\"5 4\"/>\n"
        );
        svg += &text((RIGHT - 3.0, y - 8.0), "end", " font-weight=\"bold\"", label);
    }
    svg += "</g>\n";
    // As in the bars: the last part on top.
    let rest = hides.then_some((REST, months.rest.as_str()));
    let parts = months.parts.iter().enumerate().rev().map(|(n, part)| (colour(n), part.as_str()));
    for (n, (colour, word)) in rest.into_iter().chain(parts).enumerate() {
        let y = head + 280.0 + 20.0 * n as f64;
        svg += &format!(
            "<rect x=\"42\" y=\"{:.0}\" width=\"12\" height=\"12\" fill=\"{colour}\"/>\n",
            y - 10.0
        );
        svg += &text((62.0, y), "start", "", word);
    }
    svg + "</svg>\n"
}

fn drawn(months: &Months, bar: &Bar, place: &Place, width: f64) -> String {
    let faded = if bar.running { " opacity=\"0.55\"" } else { "" };
    let mut svg = format!("<g{faded}>");
    for (n, y, height) in &place.parts {
        let colour = if *n == months.parts.len() { REST } else { colour(*n) };
        svg += &format!(
            "<rect x=\"{:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" \
             fill=\"{colour}\"/>",
            place.x
        );
    }
    svg += "</g>\n";
    let middle = place.x + width / 2.0;
    svg += &text((middle, place.label_y), "middle", " font-weight=\"bold\"", &bar.label);
    if place.named {
        svg += &text((middle, 259.0), "middle", "", &bar.name);
    }
    svg
}

fn colour(part: usize) -> &'static str {
    COLOURS[part % COLOURS.len()]
}

fn text((x, y): (f64, f64), anchor: &str, style: &str, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let text = escaped(text);
    format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\"{style}>{text}</text>\n")
}

/// Text in XML: its own signs, and none that XML may not have.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => safe.push(' '),
            _ => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(name: &str, parts: [Option<u32>; 2], sum: Option<u32>) -> Bar {
        let label = sum.map_or_else(|| String::from("<5*"), |it| it.to_string());
        Bar { name: name.to_owned(), parts: parts.into(), sum, label, running: false }
    }

    fn months() -> Months {
        Months {
            language: Language::Swedish,
            title: String::from("Kvar över helgen"),
            lines: vec![String::from("version 1")],
            description: String::from("Flest i oktober"),
            parts: vec![String::from("Korttidsplats"), String::from("<script>&\"'")],
            rest: String::from("dolt"),
            bars: vec![
                bar("okt", [Some(20), Some(30)], Some(50)),
                bar("nov", [Some(10), None], Some(13)),
                bar("dec", [None, None], None),
            ],
            average: Some((31.5, String::from("Snitt 32"))),
        }
    }

    #[test]
    fn the_axis_has_lines_at_whole_numbers_and_room_for_the_highest_month() {
        for (most, top) in
            [(0, 4), (4, 4), (5, 8), (83, 100), (100, 100), (101, 200), (1_001, 2_000)]
        {
            assert_eq!(axis(most), top, "{most}");
        }
    }

    #[test]
    fn parts_are_stacked_from_below_and_what_is_hidden_is_the_rest_of_the_sum() {
        let months = months();
        let at = layout(&months.bars, Some(30.0));
        let (first, second) = (at.bars[0].parts[0], at.bars[0].parts[1]);
        // 60 at the top of the axis, 218 high.
        assert_eq!((first.0, first.1.round(), first.2.round()), (0, 168.0, 71.0));
        assert!(second.1 + second.2 < first.1);
        assert_eq!(at.bars[1].parts.iter().map(|part| part.0).collect::<Vec<_>>(), [0, 2]);
        assert!(at.bars[2].parts.is_empty());
        assert_eq!(at.average.map(f64::round), Some(131.0));
    }

    #[test]
    fn no_text_is_anything_but_text() {
        let svg = svg(&months());
        assert!(svg.contains("&lt;script&gt;&amp;&quot;&#39;") && !svg.contains("<script"));
        assert!(svg.contains("<title id=\"t\">Kvar över helgen</title>"));
        assert!(svg.contains(">&lt;5*</text>") && svg.contains(">dolt</text>"));
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" lang=\"sv-SE\""));
    }

    #[test]
    fn of_many_months_only_some_are_named_and_of_none_nothing_is_drawn() {
        let bars = vec![bar("m", [Some(1), None], Some(1)); 24];
        assert_eq!(layout(&bars, None).bars.iter().filter(|bar| bar.named).count(), 12);
        assert!(layout(&[], None).bars.is_empty());
    }
}
