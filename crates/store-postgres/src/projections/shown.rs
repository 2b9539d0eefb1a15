//! Rows as text, for comparing.

use brygga_domain::ids::hex;
use brygga_store::{ProjectionTable, ShownRow};
use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use crate::connection::Connection;
use crate::fault::Fault;

pub(super) async fn rows(
    db: &Connection,
    table: ProjectionTable,
    after: Option<&[String]>,
    max: u32,
) -> Result<Vec<ShownRow>, Fault> {
    let columns = table.columns();
    let key = &columns[..table.key()];
    let after = after.unwrap_or_default();
    let wanted = if after.is_empty() {
        String::new()
    } else {
        let of = |(column, n): (&&str, usize)| match *column {
            "chain" | "other" => format!("decode(${n}::text, 'hex')"),
            "month" => format!("${n}::text::bigint"),
            _ => format!("${n}::text COLLATE \"C\""),
        };
        let values: Vec<String> = key.iter().zip(1..).map(of).collect();
        format!("WHERE ({}) > ({})", key.join(", "), values.join(", "))
    };
    let sql = if table == ProjectionTable::UnitCounter {
        // The counters of a unit are one row here, however they are kept.
        format!(
            "SELECT unit, sum(open)::bigint, sum(ours)::bigint, sum(unseen)::bigint,
                 sum(untaken)::bigint
             FROM unit_counter {wanted} GROUP BY unit
             HAVING sum(open) <> 0 OR sum(ours) <> 0 OR sum(unseen) <> 0 OR sum(untaken) <> 0
             ORDER BY unit LIMIT {max}"
        )
    } else if table == ProjectionTable::FactMonth {
        format!(
            "SELECT month, sum(chains)::bigint, bit_xor(mark) FROM fact_month {wanted}
             GROUP BY month HAVING sum(chains) <> 0 ORDER BY month LIMIT {max}"
        )
    } else {
        let (columns, key) = (columns.join(", "), key.join(", "));
        format!("SELECT {columns} FROM {} {wanted} ORDER BY {key} LIMIT {max}", table.name())
    };
    let params: Vec<&(dyn ToSql + Sync)> =
        after.iter().take(key.len()).map(|value| value as &(dyn ToSql + Sync)).collect();
    let found = db.rows(&sql, &params).await?;
    found.iter().map(|row| shown(row).map(ShownRow)).collect()
}

fn shown(row: &Row) -> Result<Vec<Option<String>>, Fault> {
    let mut values = Vec::with_capacity(row.len());
    for (at, column) in row.columns().iter().enumerate() {
        let kind = column.type_();
        values.push(if *kind == Type::BYTEA {
            row.try_get::<_, Option<&[u8]>>(at)?.map(hex)
        } else if *kind == Type::BOOL {
            row.try_get::<_, Option<bool>>(at)?.map(|yes| u8::from(yes).to_string())
        } else if *kind == Type::INT2 {
            row.try_get::<_, Option<i16>>(at)?.map(|number| number.to_string())
        } else if *kind == Type::INT8 {
            row.try_get::<_, Option<i64>>(at)?.map(|number| number.to_string())
        } else {
            row.try_get::<_, Option<String>>(at)?
        });
    }
    Ok(values)
}
