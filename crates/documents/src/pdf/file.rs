//! The file: objects, fonts, pages, and the tree of what stands on them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use pdf_writer::types::{StructRole, TableHeaderScope};
use pdf_writer::{Finish as _, Name, Pdf, Rect, Ref, TextStr};

use super::page::{ElementOf, Pages, Role};
use crate::Document;

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const INFO: Ref = Ref::new(3);
const PLAIN: Ref = Ref::new(4);
const BOLD: Ref = Ref::new(5);
const ROOT: Ref = Ref::new(6);
const FIRST: i32 = 7;

/// Numbers of objects: elements, then pages with their content and what their marks belong to.
struct Numbers {
    elements: i32,
}

impl Numbers {
    fn element(at: usize) -> Ref {
        Ref::new(FIRST + number(at))
    }

    fn page(&self, at: usize) -> Ref {
        Ref::new(FIRST + self.elements + 3 * number(at))
    }

    fn content(&self, at: usize) -> Ref {
        Ref::new(self.page(at).get() + 1)
    }

    fn marks(&self, at: usize) -> Ref {
        Ref::new(self.page(at).get() + 2)
    }
}

/// Files with more objects than this are not written by anybody.
fn number(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX / 8)
}

pub(super) fn write(document: &Document, pages: Pages) -> Vec<u8> {
    let numbers = Numbers { elements: number(pages.elements.len()) };
    let mut pdf = Pdf::new();
    catalog(&mut pdf, document, &pages, &numbers);
    info(&mut pdf, document);
    for (id, name) in [(PLAIN, "Helvetica"), (BOLD, "Helvetica-Bold")] {
        let mut font = pdf.type1_font(id);
        font.base_font(Name(name.as_bytes())).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    elements(&mut pdf, &pages.elements, &numbers);
    let count = pages.pages.len();
    pdf.pages(PAGES).kids((0..count).map(|at| numbers.page(at))).count(number(count));
    let (width, height) = pages.size;
    for (at, page) in pages.pages.into_iter().enumerate() {
        let mut of = pdf.page(numbers.page(at));
        of.parent(PAGES).media_box(Rect::new(0.0, 0.0, width, height));
        of.contents(numbers.content(at)).struct_parents(number(at));
        of.resources().fonts().pair(Name(b"F1"), PLAIN).pair(Name(b"F2"), BOLD);
        of.finish();
        pdf.stream(numbers.content(at), &page.content.finish());
        let belongs = page.marks.into_iter().map(Numbers::element);
        pdf.indirect(numbers.marks(at)).array().items(belongs);
    }
    pdf.finish()
}

fn catalog(pdf: &mut Pdf, document: &Document, pages: &Pages, numbers: &Numbers) {
    let mut catalog = pdf.catalog(CATALOG);
    catalog.pages(PAGES).lang(TextStr(document.language.tag()));
    catalog.viewer_preferences().display_doc_title(true);
    catalog.mark_info().marked(true);
    let mut root = catalog.struct_tree_root();
    root.child(ROOT);
    let mut tree = root.parent_tree();
    let mut nums = tree.nums();
    for at in 0..pages.pages.len() {
        nums.insert(number(at), numbers.marks(at));
    }
}

fn info(pdf: &mut Pdf, document: &Document) {
    let mut info = pdf.document_info(INFO);
    info.title(TextStr(&document.title)).producer(TextStr("Brygga"));
    info.creation_date(date(document.made_at));
}

/// A time in UTC.
fn date(at: Timestamp) -> pdf_writer::Date {
    let at = at.to_zoned(TimeZone::UTC);
    let part = |part: i8| part.unsigned_abs();
    pdf_writer::Date::new(at.year().unsigned_abs())
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

fn elements(pdf: &mut Pdf, elements: &[ElementOf], numbers: &Numbers) {
    let top = elements.iter().enumerate().filter(|(_, element)| element.parent.is_none());
    let top: Vec<Ref> = top.map(|(at, _)| Numbers::element(at)).collect();
    let mut root = pdf.struct_element(ROOT);
    root.kind(StructRole::Document);
    let mut children = root.children();
    for child in top {
        children.struct_element(child);
    }
    children.finish();
    root.finish();
    for (at, element) in elements.iter().enumerate() {
        let mut of = pdf.struct_element(Numbers::element(at));
        of.kind(role(element.role)).parent(element.parent.map_or(ROOT, Numbers::element));
        if let Some(alt) = &element.alt {
            of.alt(TextStr(alt));
        }
        if let Some(scope) = scope(element.role) {
            of.attributes().push().table().scope(scope);
        }
        let mut children = of.children();
        for child in &element.children {
            children.struct_element(Numbers::element(*child));
        }
        for (page, mark) in &element.marks {
            children.marked_content_ref().page(numbers.page(*page)).marked_content_id(*mark);
        }
    }
}

const fn role(role: Role) -> StructRole {
    match role {
        Role::Title => StructRole::H1,
        Role::Heading => StructRole::H2,
        Role::Paragraph => StructRole::P,
        Role::Figure => StructRole::Figure,
        Role::Table => StructRole::Table,
        Role::Row => StructRole::TR,
        Role::ColumnHead | Role::RowHead => StructRole::TH,
        Role::Data => StructRole::TD,
    }
}

const fn scope(role: Role) -> Option<TableHeaderScope> {
    match role {
        Role::ColumnHead => Some(TableHeaderScope::Column),
        Role::RowHead => Some(TableHeaderScope::Row),
        _ => None,
    }
}
