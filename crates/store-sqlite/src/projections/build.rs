//! Tables beside those that are read: filled while the server goes on, then switched (decision 15).
//!
//! They are made from the schema as it is, so that no migration has to know of them. Names of
//! indexes are unique in a file: the tables beside have `_b` after each, and the next ones are
//! without it again. A migration that drops an index drops both names.

use std::borrow::Cow;

use brygga_store::{Change, Columns as _, ProjectionVersion};
use rusqlite::{Connection, params};

use super::apply;
use crate::columns::{collect, one};
use crate::fault::Fault;

/// All that follows from the log.
const TABLES: [&str; 9] = [
    "chain",
    "chain_party",
    "chain_taker",
    "unit_counter",
    "stay",
    "person_identifier",
    "chain_fact",
    "fact_month",
    "chain_link",
];
/// Before the names of the tables that are filled, and of those that were read before a switch.
const NEXT: &str = "next_";
const OLD: &str = "old_";
/// Rows of an old table that are removed at a time.
const SWEEP: u32 = 2_000;

/// Which tables rows are written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    /// Those that are read.
    Live,
    /// Those beside.
    Next,
}

impl Set {
    /// A statement with the names of this set's tables: they stand after INTO, UPDATE and FROM.
    pub(crate) fn sql(self, sql: &'static str) -> Cow<'static, str> {
        if self == Self::Live {
            return Cow::Borrowed(sql);
        }
        let mut named = String::with_capacity(sql.len() + 16);
        let mut before = "";
        for word in sql.split_inclusive(char::is_whitespace) {
            let name = word.trim_end();
            if matches!(before, "INTO" | "UPDATE" | "FROM") && TABLES.contains(&name) {
                named.push_str(NEXT);
            }
            named.push_str(word);
            if !name.is_empty() {
                before = name;
            }
        }
        Cow::Owned(named)
    }
}

pub(super) fn state(db: &Connection) -> Result<Option<String>, Fault> {
    one(db, "SELECT state FROM projection_build", [], |c| c.text())
}

fn save_state(db: &Connection, state: &str) -> Result<(), Fault> {
    db.prepare_cached(
        "INSERT INTO projection_build (one, state) VALUES (1, ?1)
         ON CONFLICT DO UPDATE SET state = excluded.state",
    )?
    .execute([state])?;
    Ok(())
}

/// Empty tables beside.
pub(super) fn begin(db: &Connection, state: &str) -> Result<(), Fault> {
    for table in TABLES {
        db.execute_batch(&format!("DROP TABLE IF EXISTS {NEXT}{table}"))?;
        let sql = "SELECT type, name, sql FROM sqlite_schema
                   WHERE tbl_name = ?1 AND sql IS NOT NULL ORDER BY type DESC";
        let made = collect(db, sql, [table], |c| Ok((c.text()?, c.text()?, c.text()?)))?;
        for (kind, name, sql) in made {
            // What stands before the first parenthesis are names.
            let Some((_, columns)) = sql.split_once('(') else {
                return Err(Fault::Damaged(format!("the schema of {table} cannot be read")));
            };
            let head = if kind == "table" {
                format!("CREATE TABLE {NEXT}{table}")
            } else {
                let unique = if sql.starts_with("CREATE UNIQUE") { "UNIQUE " } else { "" };
                format!("CREATE {unique}INDEX {} ON {NEXT}{table}", other_name(&name))
            };
            db.execute_batch(&format!("{head} ({columns}"))?;
        }
    }
    save_state(db, state)
}

fn other_name(index: &str) -> String {
    index.strip_suffix("_b").map_or_else(|| format!("{index}_b"), str::to_owned)
}

pub(super) fn write(db: &Connection, changes: &[Change], state: &str) -> Result<(), Fault> {
    changes.iter().try_for_each(|change| apply(db, Set::Next, change))?;
    save_state(db, state)
}

/// The last rows, then the tables beside are those that are read.
pub(super) fn switch(
    db: &Connection,
    changes: &[Change],
    version: ProjectionVersion,
) -> Result<(), Fault> {
    changes.iter().try_for_each(|change| apply(db, Set::Next, change))?;
    for table in TABLES {
        db.execute_batch(&format!(
            "ALTER TABLE {table} RENAME TO {OLD}{table};
             ALTER TABLE {NEXT}{table} RENAME TO {table}"
        ))?;
    }
    save_version(db, version)?;
    db.prepare_cached("DELETE FROM projection_build")?.execute([])?;
    Ok(())
}

pub(super) fn save_version(db: &Connection, version: ProjectionVersion) -> Result<(), Fault> {
    db.prepare_cached(
        "INSERT INTO projection_version (one, version) VALUES (1, ?1)
         ON CONFLICT DO UPDATE SET version = excluded.version",
    )?
    .execute([version.0])?;
    Ok(())
}

/// Removes a piece of what was read before the switch, so that nobody waits long for the writer.
/// True when nothing is left.
pub(super) fn sweep(db: &Connection) -> Result<bool, Fault> {
    for table in TABLES {
        let old = format!("{OLD}{table}");
        let sql = "SELECT i.name FROM sqlite_schema s, pragma_table_info(s.name) i
                   WHERE s.type = 'table' AND s.name = ?1 AND i.pk = 1";
        let Some(key) = one(db, sql, [&old], |c| c.text())? else { continue };
        let removed = db.execute(
            &format!("DELETE FROM {old} WHERE {key} IN (SELECT {key} FROM {old} LIMIT ?1)"),
            params![SWEEP],
        )?;
        if removed == 0 {
            db.execute_batch(&format!("DROP TABLE {old}"))?;
        }
        return Ok(false);
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_tables_change() {
        for (live, next) in [
            (
                "INSERT INTO chain (chain, unit) VALUES",
                "INSERT INTO next_chain (chain, unit) VALUES",
            ),
            ("UPDATE stay SET chain = ?2", "UPDATE next_stay SET chain = ?2"),
            ("DELETE FROM chain_taker WHERE chain", "DELETE FROM next_chain_taker WHERE chain"),
            (
                "SELECT unit\n FROM chain_party\n WHERE",
                "SELECT unit\n FROM next_chain_party\n WHERE",
            ),
            ("ON CONFLICT DO UPDATE SET chain = 1", "ON CONFLICT DO UPDATE SET chain = 1"),
            ("DELETE FROM pending_act", "DELETE FROM pending_act"),
        ] {
            assert_eq!(Set::Next.sql(live), next);
            assert_eq!(Set::Live.sql(live), live);
        }
        assert_eq!(other_name(&other_name("chain_person")), "chain_person");
    }
}
