//! A table on as many pages as it takes.

use super::font::Font;
use super::page::{Element, Pages, Role};
use super::{HEADING, LEADING, TEXT, shown};
use crate::{Column, Document, Kind, Row, Table};

/// Between the text of a column and its edge.
const PAD: f32 = 4.0;
/// A heading of a number is broken when it is wider than this, at the size of text.
const NUMBER_HEADING: f32 = 70.0;
/// A table that is too wide is set smaller, down to this.
const SIZES: [f32; 5] = [TEXT, 8.0, 7.0, 6.0, 5.0];

/// A row in lines: of each cell its own.
type Lines = Vec<Vec<Vec<u8>>>;

struct Setting<'a> {
    document: &'a Document,
    table: &'a Table,
    size: f32,
    widths: Vec<f32>,
    head: Lines,
}

pub(super) fn set(pages: &mut Pages, document: &Document, table: &Table) {
    let (size, widths) = widths(pages.width(), document, table);
    let inner = |n: usize| widths.get(n).map_or(0.0, |width| width - 2.0 * PAD);
    let head = table.columns.iter().enumerate();
    let head = head.map(|(n, column)| Font::Bold.wrap(&column.heading, size, inner(n))).collect();
    let setting = Setting { document, table, size, widths, head };
    let rows: Vec<Lines> = table.rows.iter().map(|row| setting.lines(row)).collect();
    let first = rows.first().map_or(0.0, |row| setting.height(row));
    let title = HEADING * LEADING + PAD;
    // A title does not stand alone at the end of a page.
    pages.need((title + setting.height(&setting.head) + first).min(pages.height()));
    setting.title(pages, None);
    let element = pages.element(None, Role::Table);
    setting.set_head(pages, Some(element));
    for (row, lines) in table.rows.iter().zip(&rows) {
        setting.row(pages, element, row, lines);
    }
    pages.down(PAD);
}

impl Setting<'_> {
    fn leading(&self) -> f32 {
        self.size * LEADING
    }

    fn height(&self, row: &Lines) -> f32 {
        let lines = row.iter().map(Vec::len).max().unwrap_or(0).max(1);
        lines as f32 * self.leading() + PAD
    }

    fn lines(&self, row: &Row) -> Lines {
        let font = if row.sum { Font::Bold } else { Font::Plain };
        let cells = row.cells.iter().zip(&self.table.columns).enumerate();
        cells
            .map(|(n, (cell, column))| {
                let width = self.widths.get(n).map_or(0.0, |width| width - 2.0 * PAD);
                font.wrap(&shown(self.document, column.kind, cell), self.size, width)
            })
            .collect()
    }

    /// The title, or on a page that it goes on to its title once more.
    fn title(&self, pages: &mut Pages, continued: Option<&str>) {
        if self.table.title.is_empty() {
            return;
        }
        let text = match continued {
            Some(word) => format!("{} ({word})", self.table.title),
            None => self.table.title.clone(),
        };
        let heading = continued.is_none().then(|| pages.element(None, Role::Heading));
        for line in Font::Bold.wrap(&text, HEADING, pages.width()) {
            pages.down(HEADING * LEADING);
            match heading {
                Some(heading) => pages.marked(heading, |page| {
                    page.text(page.left, page.y, Font::Bold, HEADING, &line);
                }),
                None => pages.beside(|page| {
                    page.text(page.left, page.y, Font::Bold, HEADING, &line);
                }),
            }
        }
        pages.down(PAD);
    }

    /// The head; without an element it is read aloud no second time.
    fn set_head(&self, pages: &mut Pages, table: Option<Element>) {
        let row = table.map(|table| pages.element(Some(table), Role::Row));
        let most = self.head.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let top = pages.page().y;
        let mut x = pages.page().left;
        for ((lines, column), width) in self.head.iter().zip(&self.table.columns).zip(&self.widths)
        {
            let cell = row.map(|row| pages.element(Some(row), Role::ColumnHead));
            for (n, line) in lines.iter().enumerate() {
                // The last lines of all headings stand side by side.
                let y = top - (most - lines.len() + n + 1) as f32 * self.leading();
                self.put(pages, cell, Font::Bold, (x, y), (*width, column), line);
            }
            x += width;
        }
        let below = top - most as f32 * self.leading() - PAD;
        pages.page().y = below;
        pages.rule(below + 1.0, self.widths.iter().sum(), 0.8);
    }

    fn row(&self, pages: &mut Pages, table: Element, row: &Row, lines: &Lines) {
        if pages.room() < self.height(lines) && self.fits_on_a_page(pages, lines) {
            self.turn(pages);
        }
        let element = pages.element(Some(table), Role::Row);
        let of = |n: usize| match self.table.columns.get(n) {
            Some(Column { kind: Kind::Text, .. }) if n == 0 => Role::RowHead,
            _ => Role::Data,
        };
        let cells: Vec<Element> =
            (0..lines.len()).map(|n| pages.element(Some(element), of(n))).collect();
        let most = lines.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let font = if row.sum { Font::Bold } else { Font::Plain };
        for n in 0..most {
            // Only a row that is higher than a page is broken.
            if pages.room() < self.leading() + PAD {
                self.turn(pages);
            }
            pages.down(self.leading());
            let (mut x, y) = (pages.page().left, pages.page().y);
            for (at, (of, column)) in lines.iter().zip(&self.table.columns).enumerate() {
                let width = self.widths.get(at).copied().unwrap_or_default();
                if let Some(line) = of.get(n) {
                    self.put(pages, Some(cells[at]), font, (x, y), (width, column), line);
                }
                x += width;
            }
        }
        pages.down(PAD);
        let y = pages.page().y;
        pages.rule(y + 1.0, self.widths.iter().sum(), if row.sum { 0.8 } else { 0.25 });
    }

    fn fits_on_a_page(&self, pages: &Pages, lines: &Lines) -> bool {
        let title = HEADING * LEADING + PAD;
        title + self.height(&self.head) + self.height(lines) <= pages.height()
    }

    fn turn(&self, pages: &mut Pages) {
        pages.turn();
        self.title(pages, Some(&self.document.words.continued));
        self.set_head(pages, None);
    }

    fn put(
        &self,
        pages: &mut Pages,
        cell: Option<Element>,
        font: Font,
        (x, y): (f32, f32),
        (width, column): (f32, &Column),
        line: &[u8],
    ) {
        let x = match column.kind {
            Kind::Text => x + PAD,
            _ => x + width - PAD - font.width(line, self.size),
        };
        let size = self.size;
        match cell {
            Some(cell) => pages.marked(cell, |page| page.text(x, y, font, size, line)),
            None => pages.beside(|page| page.text(x, y, font, size, line)),
        }
    }
}

/// The greatest size at which the columns fit, and how wide they are.
fn widths(room: f32, document: &Document, table: &Table) -> (f32, Vec<f32>) {
    let mut least_of_all = Vec::new();
    for size in SIZES {
        let (wanted, least): (Vec<f32>, Vec<f32>) =
            (0..table.columns.len()).map(|n| column(document, table, n, size, room)).unzip();
        let (all, needed) = (wanted.iter().sum::<f32>(), least.iter().sum::<f32>());
        if all <= room {
            return (size, wanted);
        }
        if needed <= room {
            let part = (room - needed) / (all - needed);
            let between = wanted.iter().zip(&least).map(|(all, few)| few + (all - few) * part);
            return (size, between.collect());
        }
        least_of_all = least;
    }
    let needed: f32 = least_of_all.iter().sum();
    let widths = least_of_all.iter().map(|width| width * room / needed).collect();
    (SIZES[SIZES.len() - 1], widths)
}

/// How wide a column would be, and how narrow it may be.
fn column(document: &Document, table: &Table, n: usize, size: f32, room: f32) -> (f32, f32) {
    let column = &table.columns[n];
    let cells = table.rows.iter().filter_map(|row| {
        let font = if row.sum { Font::Bold } else { Font::Plain };
        Some((font, shown(document, column.kind, row.cells.get(n)?)))
    });
    let heading = &column.heading;
    let word = Font::Bold.widest_word(heading, size);
    let whole = Font::Bold.width(&super::font::encode(heading), size);
    let heading_wide = match column.kind {
        Kind::Text => whole,
        _ => whole.min(NUMBER_HEADING * size / TEXT).max(word),
    };
    let (mut wanted, mut least) = (heading_wide, word);
    for (font, text) in cells {
        let whole = font.width(&super::font::encode(&text), size);
        wanted = wanted.max(whole);
        let narrow = match column.kind {
            Kind::Text => font.widest_word(&text, size),
            _ => whole,
        };
        least = least.max(narrow);
    }
    // One very long word is broken before the other columns suffer.
    let least = least.min(room / 3.0);
    (wanted.max(least) + 2.0 * PAD + 0.1, least + 2.0 * PAD + 0.1)
}
