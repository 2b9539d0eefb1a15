//! Pages while they are set, and the tree of what stands on them.

use pdf_writer::types::ArtifactType;
use pdf_writer::{Content, Name, Str};

use super::font::{Font, encode};
use super::{LEADING, TEXT};
use crate::Document;

/// A4 in points.
const SHORT: f32 = 595.28;
const LONG: f32 = 841.89;
const MARGIN: f32 = 48.0;
/// From the lower margin up to where text may stand: the page number is below.
const FOOT: f32 = 22.0;

/// What an element is to whoever has it read aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Heading,
    Paragraph,
    /// A diagram; what it shows is said in words.
    Figure,
    Table,
    Row,
    ColumnHead,
    RowHead,
    Data,
}

impl Role {
    pub(super) const fn tag(self) -> &'static [u8] {
        match self {
            Self::Title => b"H1",
            Self::Heading => b"H2",
            Self::Paragraph => b"P",
            Self::Figure => b"Figure",
            Self::Table => b"Table",
            Self::Row => b"TR",
            Self::ColumnHead | Self::RowHead => b"TH",
            Self::Data => b"TD",
        }
    }
}

/// An element by its number.
pub(super) type Element = usize;

pub(super) struct ElementOf {
    pub(super) role: Role,
    pub(super) parent: Option<Element>,
    pub(super) children: Vec<Element>,
    /// What is said in its place.
    pub(super) alt: Option<String>,
    /// Where it stands: page, and which mark of it.
    pub(super) marks: Vec<(usize, i32)>,
}

/// One page while it is set.
pub(super) struct Page {
    pub(super) content: Content,
    /// The element of each mark.
    pub(super) marks: Vec<Element>,
    /// Where text begins.
    pub(super) left: f32,
    /// The base line of what was set last.
    pub(super) y: f32,
}

impl Page {
    pub(super) fn text(&mut self, x: f32, y: f32, font: Font, size: f32, bytes: &[u8]) {
        let name: &[u8] = match font {
            Font::Plain => b"F1",
            Font::Bold => b"F2",
        };
        self.content.begin_text().set_font(Name(name), size).next_line(x, y);
        self.content.show(Str(bytes)).end_text();
    }

    fn rule(&mut self, from: f32, to: f32, y: f32, width: f32) {
        self.content.set_line_width(width).move_to(from, y).line_to(to, y).stroke();
    }
}

/// All pages, and what stands on them.
pub(super) struct Pages {
    pub(super) size: (f32, f32),
    pub(super) pages: Vec<Page>,
    pub(super) elements: Vec<ElementOf>,
}

impl Pages {
    pub(super) fn new(wide: bool) -> Self {
        let size = if wide { (LONG, SHORT) } else { (SHORT, LONG) };
        let mut pages = Self { size, pages: Vec::new(), elements: Vec::new() };
        pages.turn();
        pages
    }

    /// How wide a line may be.
    pub(super) fn width(&self) -> f32 {
        self.size.0 - 2.0 * MARGIN
    }

    /// How high an empty page is.
    pub(super) fn height(&self) -> f32 {
        self.size.1 - 2.0 * MARGIN - FOOT
    }

    /// What is left of this page.
    pub(super) fn room(&self) -> f32 {
        self.pages.last().map_or(0.0, |page| page.y - MARGIN - FOOT)
    }

    /// Begins a page.
    pub(super) fn turn(&mut self) {
        let y = self.size.1 - MARGIN;
        self.pages.push(Page { content: Content::new(), marks: Vec::new(), left: MARGIN, y });
    }

    /// Begins a page unless so much fits on this one.
    pub(super) fn need(&mut self, height: f32) {
        if self.room() < height {
            self.turn();
        }
    }

    /// Space before what follows, none at the head of a page.
    pub(super) fn space(&mut self, height: f32) {
        if self.room() < self.height() {
            self.down(height);
        }
    }

    /// Moves the base line down.
    pub(super) fn down(&mut self, by: f32) {
        self.page().y -= by;
    }

    pub(super) fn page(&mut self) -> &mut Page {
        if self.pages.is_empty() {
            self.turn();
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    pub(super) fn element(&mut self, parent: Option<Element>, role: Role) -> Element {
        let element = self.elements.len();
        let (children, marks) = (Vec::new(), Vec::new());
        self.elements.push(ElementOf { role, parent, children, alt: None, marks });
        if let Some(parent) = parent {
            self.elements[parent].children.push(element);
        }
        element
    }

    /// A figure, with what is said in its place.
    pub(super) fn figure(&mut self, alt: &str) -> Element {
        let element = self.element(None, Role::Figure);
        self.elements[element].alt = Some(alt.to_owned());
        element
    }

    /// Sets something that belongs to an element.
    pub(super) fn marked(&mut self, element: Element, set: impl FnOnce(&mut Page)) {
        let at = self.pages.len().saturating_sub(1);
        let role = self.elements[element].role;
        let page = self.page();
        let mark = i32::try_from(page.marks.len()).unwrap_or(i32::MAX);
        page.marks.push(element);
        page.content
            .begin_marked_content_with_properties(Name(role.tag()))
            .properties()
            .identify(mark);
        set(page);
        page.content.end_marked_content();
        self.elements[element].marks.push((at, mark));
    }

    /// Sets something that nobody needs to have read aloud.
    pub(super) fn beside(&mut self, set: impl FnOnce(&mut Page)) {
        let page = self.page();
        beside(page, set);
    }

    /// A line over a part of the width.
    pub(super) fn rule(&mut self, y: f32, length: f32, width: f32) {
        self.beside(|page| page.rule(MARGIN, MARGIN + length, y, width));
    }

    /// Puts the title and "Sida 1 av 3" at the foot of each page.
    pub(super) fn number(&mut self, document: &Document) {
        let all = self.pages.len();
        let (right, width) = (self.size.0 - MARGIN, self.width());
        for (n, page) in self.pages.iter_mut().enumerate() {
            let words = &document.words;
            let number = encode(&format!("{} {} {} {all}", words.page, n + 1, words.of));
            let taken = Font::Plain.width(&number, TEXT);
            let lines = Font::Plain.wrap(&document.title, TEXT, width - taken - TEXT * LEADING);
            beside(page, |page| {
                if let Some(title) = lines.first() {
                    page.text(MARGIN, MARGIN, Font::Plain, TEXT, title);
                }
                page.text(right - taken, MARGIN, Font::Plain, TEXT, &number);
            });
        }
    }
}

fn beside(page: &mut Page, set: impl FnOnce(&mut Page)) {
    page.content
        .begin_marked_content_with_properties(Name(b"Artifact"))
        .properties()
        .artifact()
        .kind(ArtifactType::Layout);
    set(page);
    page.content.end_marked_content();
}
