//! What a user would write instead, as small as it can be and as durable as ours: no authorisation,
//! no signatures, no rules, no access log, no rows of lists.

pub(crate) mod case;
pub(crate) mod duck;
pub(crate) mod live;
pub(crate) mod postgres;
pub(crate) mod rows;
pub(crate) mod sqlite;
pub(crate) mod task;

/// `serve KIND PLACE`: one of them until its input ends.
pub(crate) async fn serve(kind: &str, place: &str) -> anyhow::Result<()> {
    match kind {
        "sqlite" => sqlite::serve(place).await,
        "postgres" => postgres::serve(place).await,
        "case" => case::serve(place).await,
        "live" => live::serve().await,
        _ => anyhow::bail!("there is no pair {kind}"),
    }
}
