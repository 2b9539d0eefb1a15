//! Rows as text, for comparing.

use brygga_domain::ids::hex;
use brygga_store::{ProjectionTable, ShownRow};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};

use crate::fault::Fault;

pub(super) fn rows(
    db: &Connection,
    table: ProjectionTable,
    after: Option<&[String]>,
    max: u32,
) -> Result<Vec<ShownRow>, Fault> {
    let columns = table.columns();
    let key = &columns[..table.key()];
    let mut given = Vec::new();
    let mut wanted = Vec::new();
    if let Some(after) = after {
        for (column, value) in key.iter().zip(after) {
            given.push(if matches!(*column, "chain" | "other") {
                Value::Blob(bytes(value)?)
            } else {
                Value::Text(value.clone())
            });
        }
        wanted.push(format!("({}) > ({})", key.join(", "), vec!["?"; key.len()].join(", ")));
    }
    if table == ProjectionTable::UnitCounter {
        wanted.push("(open <> 0 OR ours <> 0 OR unseen <> 0 OR untaken <> 0)".to_owned());
    }
    if table == ProjectionTable::FactMonth {
        wanted.push("chains <> 0".to_owned());
    }
    let wanted =
        if wanted.is_empty() { String::new() } else { format!("WHERE {}", wanted.join(" AND ")) };
    let sql = format!(
        "SELECT {} FROM {} {wanted} ORDER BY {} LIMIT {max}",
        columns.join(", "),
        table.name(),
        key.join(", ")
    );
    let mut statement = db.prepare(&sql)?;
    let mut found = statement.query(params_from_iter(given))?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let mut values = Vec::with_capacity(columns.len());
        for at in 0..columns.len() {
            values.push(match row.get_ref(at)? {
                ValueRef::Null => None,
                ValueRef::Integer(number) => Some(number.to_string()),
                ValueRef::Real(number) => Some(number.to_string()),
                ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Blob(blob) => Some(hex(blob)),
            });
        }
        rows.push(ShownRow(values));
    }
    Ok(rows)
}

fn bytes(hex: &str) -> Result<Vec<u8>, Fault> {
    let bytes: Option<[u8; 16]> = brygga_domain::ids::unhex(hex);
    let bytes = bytes.ok_or_else(|| Fault::Damaged("a column is not an id".to_owned()))?;
    Ok(bytes.to_vec())
}
