//! From case to case, in the list that one comes from.

use brygga_app::care_chain::{ListQuery, neighbours};
use brygga_store::{Cursor, WorklistFilter};

use super::groups::{from_address, in_address};
use super::{COUNTED, Trail, groupings, kind};
use crate::caller::Caller;
use crate::page_error::PageError;
use crate::views::{CountKind, PlaceInList};

/// "Ärende 2 av 5 i ”Kräver åtgärd av oss”", with the case before and the case after. The place is
/// where the row stood when one came: what has moved meanwhile moves nobody.
pub(crate) async fn place_in_list(
    caller: &Caller,
    trail: &Trail,
) -> Result<Option<PlaceInList>, PageError> {
    let Some((asked, at)) = trail.place() else { return Ok(None) };
    let filter = asked.filter();
    // The closed are a history: their places are never counted.
    if filter == WorklistFilter::Closed {
        return Ok(None);
    }
    let list = ListQuery {
        by: asked.by(groupings(kind(caller.actor.branch))),
        filter,
        area: asked.area.clone().filter(|area| !area.is_empty()),
        after: Some(from_address(caller, &asked, at)),
    };
    let found = neighbours(&caller.state.app, &caller.actor, list).await?;
    let counted = COUNTED.into_iter().find(|(_, known, _)| *known == filter);
    let name = counted.map_or(CountKind::All, |(kind, _, _)| kind).label(&caller.texts);
    let case_url = |place: Cursor| asked.case_url(&in_address(caller, &asked, &place));
    Ok(found.map(|found| {
        let values =
            [("n", found.position.to_string()), ("total", found.total.to_string()), ("list", name)];
        PlaceInList {
            text: caller.texts.with("place-in-list", &values),
            previous: found.previous.map(case_url),
            next: found.next.map(case_url),
        }
    }))
}
