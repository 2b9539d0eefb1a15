//! Reads the tables: `;` between cells, `#` before a comment, `let;name;words` names a list.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The rows of a table, with its named lists.
pub(crate) struct Table {
    lists: BTreeMap<String, Vec<String>>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn read(file: &str) -> Self {
        let path = format!("{}/{file}", env!("CARGO_MANIFEST_DIR"));
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .comment(Some(b'#'))
            .has_headers(false)
            .flexible(true)
            .from_path(path)
            .expect("the table is there");
        let mut table = Self { lists: BTreeMap::new(), rows: Vec::new() };
        for record in reader.records() {
            let cells: Vec<String> =
                record.expect("a row of text").iter().map(|cell| cell.trim().to_owned()).collect();
            match cells.as_slice() {
                [first, name, words] if first == "let" => {
                    let words = table.words(words);
                    match table.lists.entry(name.clone()) {
                        Entry::Vacant(free) => free.insert(words),
                        Entry::Occupied(_) => panic!("{name} is named twice in {file}"),
                    };
                }
                _ => table.rows.push(cells),
            }
        }
        table
    }

    /// The words of a cell, lists spelled out.
    pub(crate) fn words(&self, cell: &str) -> Vec<String> {
        let mut words = Vec::new();
        for word in cell.split_whitespace() {
            match self.lists.get(word) {
                Some(list) => words.extend(list.iter().cloned()),
                None => words.push(word.to_owned()),
            }
        }
        words.sort();
        words.dedup();
        words
    }

    /// The values that a cell stands for: `*`, a list of words, or `!` and a list of exceptions.
    pub(crate) fn values<T: Copy>(
        &self,
        cell: &str,
        all: &[T],
        word: fn(T) -> &'static str,
    ) -> Vec<T> {
        if cell == "*" {
            return all.to_vec();
        }
        let (but, cell) = cell.strip_prefix('!').map_or((false, cell), |cell| (true, cell));
        let words = self.words(cell);
        for written in &words {
            assert!(all.iter().any(|value| word(*value) == written), "{written} is no such word");
        }
        let listed = |value: &T| words.iter().any(|w| w == word(*value));
        all.iter().copied().filter(|value| listed(value) != but).collect()
    }
}
