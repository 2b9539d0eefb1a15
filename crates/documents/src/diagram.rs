//! The diagram of a report: bars of months, years or rules. Where everything lies is worked out here,
//! once; a page, a picture of its own and a paper only set it.

pub(crate) mod draw;
pub(crate) mod svg;

use serde::{Deserialize, Serialize};

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
/// More bars have only some of their names below.
const NAMES: usize = 12;
/// Less than this is a number that was not added up exactly, and nothing that is hidden.
const NOTHING: f64 = 1e-6;

/// What is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Diagram {
    /// The language of its words and numbers.
    pub language: Language,
    /// Its title.
    pub title: String,
    /// What it shows in words, for whoever does not see it.
    pub description: String,
    /// How its bars lie.
    pub form: Form,
    /// The parts of a bar, from below or from the left: their words, as many as each bar has.
    pub parts: Vec<String>,
    /// What is left of a bar when some of its parts are hidden.
    pub rest: String,
    /// The bars in order.
    pub bars: Vec<Bar>,
    /// A line across, and what is written at it.
    pub line: Option<(f64, String)>,
    /// What is to be known of it where it stands alone.
    pub notes: Vec<String>,
}

/// How bars lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// The parts of a bar on top of each other.
    Stacked,
    /// The parts of a bar beside each other.
    Beside,
    /// One share from 0 to 1 a row, from the left, under its name.
    Shares,
}

/// A bar.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Bar {
    /// Its name.
    pub name: String,
    /// The number of each part; none where it is hidden, or where there is none.
    pub parts: Vec<Option<f64>>,
    /// How high a stack is; none where that is hidden.
    pub sum: Option<f64>,
    /// What is written at it: of a stack one word, otherwise one for each part.
    pub labels: Vec<String>,
    /// Not whole yet: drawn paler.
    pub running: bool,
}

/// Where everything lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// The lines behind the bars: height and number.
    pub lines: Vec<(f64, String)>,
    /// Each bar.
    pub bars: Vec<Place>,
    /// The line across.
    pub line: Option<f64>,
}

/// Where a bar lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Where its name stands.
    pub middle: f64,
    /// Its parts in order.
    pub pieces: Vec<Piece>,
    /// Where what is written at it stands, the middle of each.
    pub labels: Vec<(f64, f64)>,
    /// Its name is shown.
    pub named: bool,
}

/// A part of a bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// Which one; one more than there are is the rest.
    pub part: usize,
    /// Its left edge.
    pub x: f64,
    /// Its top.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Diagram {
    /// Works out where the bars lie that stand: the first part at the bottom or to the left, two pixels
    /// between parts, the axis from zero.
    #[must_use]
    pub fn layout(&self) -> Layout {
        let line = self.line.as_ref().map(|(at, _)| *at);
        let highest = self.bars.iter().filter_map(|bar| self.height_of(bar)).chain(line);
        let top = axis(highest.fold(0.0, f64::max));
        let scale = HEIGHT / f64::from(top);
        let grid = |n: u32| {
            let value = f64::from(top / LINES * n);
            (BOTTOM - value * scale, decimal(self.language, value, 0))
        };
        Layout {
            lines: (0..=LINES).map(grid).collect(),
            bars: (0..).zip(&self.bars).map(|(n, bar)| self.place(n, bar, scale)).collect(),
            line: line.map(|at| BOTTOM - at * scale),
        }
    }

    fn height_of(&self, bar: &Bar) -> Option<f64> {
        match self.form {
            Form::Stacked => bar.sum,
            Form::Beside | Form::Shares => bar.parts.iter().flatten().copied().reduce(f64::max),
        }
    }

    fn place(&self, n: usize, bar: &Bar, scale: f64) -> Place {
        let slot = (RIGHT - LEFT) / self.bars.len().max(1) as f64;
        let abreast = if self.form == Form::Beside { self.parts.len().max(1) as f64 } else { 1.0 };
        let width = (slot * 0.624).min(44.0 * abreast);
        let middle = LEFT + slot * (n as f64 + 0.5);
        let left = middle - width / 2.0;
        let above = |value: f64| BOTTOM - value * scale - 6.0;
        let (pieces, labels) = if self.form == Form::Beside {
            let own = width / abreast;
            let at = |n: usize| left + own * n as f64;
            let piece = |(n, part): (usize, &Option<f64>)| {
                let height = part.filter(|it| *it > 0.0)? * scale;
                let (x, width) = (at(n) + 1.0, own - 2.0);
                Some(Piece { part: n, x, y: BOTTOM - height, width, height: height.max(0.5) })
            };
            let label = |(n, part): (usize, &Option<f64>)| {
                (at(n) + own / 2.0, above(part.unwrap_or_default()))
            };
            let parts = || bar.parts.iter().enumerate();
            (parts().filter_map(piece).collect(), parts().map(label).collect())
        } else {
            let label = (middle, above(bar.sum.unwrap_or_default()));
            (stack(bar, left, width, scale), vec![label])
        };
        let every = self.bars.len().div_ceil(NAMES).max(1);
        Place { middle, pieces, labels, named: n.is_multiple_of(every) }
    }

    /// Some bar has parts that are hidden.
    #[must_use]
    pub fn hides(&self) -> bool {
        let hides =
            |bar: &Bar| stack(bar, 0.0, 1.0, 1.0).iter().any(|it| it.part == bar.parts.len());
        self.form == Form::Stacked && self.bars.iter().any(hides)
    }
}

/// The parts that are shown, and above them what is left of the sum: numbers that are hidden.
fn stack(bar: &Bar, x: f64, width: f64, scale: f64) -> Vec<Piece> {
    let Some(sum) = bar.sum else { return Vec::new() };
    let shown = bar.parts.iter().enumerate().filter_map(|(n, part)| Some((n, (*part)?)));
    let rest = sum - shown.clone().map(|(_, number)| number).sum::<f64>();
    let all = shown.chain([(bar.parts.len(), rest)]).filter(|(_, number)| *number > NOTHING);
    let mut below = 0.0;
    all.map(|(part, number)| {
        below += number;
        let y = BOTTOM - below * scale + 1.0;
        Piece { part, x, y, width, height: (number * scale - 2.0).max(0.5) }
    })
    .collect()
}

/// The top of the axis: a number that four lines divide evenly.
fn axis(most: f64) -> u32 {
    let steps = [1, 2, 5, 10, 15, 20, 25, 50, 75, 100, 125, 150, 200, 250];
    let thousands = (2..=1_000).map(|n| n * 1_000);
    let mut tops = steps.into_iter().map(|step| step * LINES).chain(thousands);
    tops.find(|top| f64::from(*top) >= most).unwrap_or(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::diagram;

    #[test]
    fn the_axis_has_lines_at_whole_numbers_and_room_for_the_highest_bar() {
        for (most, top) in [
            (0.0, 4),
            (4.0, 4),
            (4.1, 8),
            (83.0, 100),
            (100.0, 100),
            (101.0, 200),
            (1_001.0, 2_000),
            (2_001.0, 3_000),
        ] {
            assert_eq!(axis(most), top, "{most}");
        }
    }

    #[test]
    fn parts_are_stacked_from_below_and_what_is_hidden_is_the_rest_of_the_sum() {
        let mut months = diagram();
        months.line = Some((30.0, String::new()));
        let at = months.layout();
        let [first, second] = [at.bars[0].pieces[0], at.bars[0].pieces[1]];
        // 60 at the top of the axis, 218 high.
        assert_eq!((first.part, first.y.round(), first.height.round()), (0, 168.0, 71.0));
        assert!(second.y + second.height < first.y);
        let parts = |n: usize| at.bars[n].pieces.iter().map(|it| it.part).collect::<Vec<_>>();
        assert_eq!((parts(1), parts(2)), (vec![0, 2], vec![]));
        assert!(months.hides());
        assert_eq!(at.line.map(f64::round), Some(131.0));
    }

    #[test]
    fn parts_beside_each_other_begin_at_the_axis_each_with_its_own_number() {
        let mut years = diagram();
        years.form = Form::Beside;
        years.line = None;
        let at = years.layout();
        let [first, second] = [at.bars[0].pieces[0], at.bars[0].pieces[1]];
        assert!(first.x + first.width < second.x);
        assert!([first, second].iter().all(|it| (it.y + it.height - BOTTOM).abs() < 0.01));
        assert!(first.height < second.height, "20 and 30");
        assert_eq!(at.bars[0].labels.len(), 2);
        assert_eq!((at.bars[1].pieces.len(), at.bars[1].labels.len()), (1, 2), "one is hidden");
        assert!(!years.hides(), "what is hidden is no part of what stands beside it");
    }

    #[test]
    fn of_many_bars_only_some_are_named_and_of_none_nothing_is_drawn() {
        let mut months = diagram();
        months.bars = vec![months.bars[0].clone(); 24];
        assert_eq!(months.layout().bars.iter().filter(|bar| bar.named).count(), 12);
        months.bars.clear();
        assert!(months.layout().bars.is_empty());
    }
}
