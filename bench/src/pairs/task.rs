//! The resource that the pairs store: a FHIR-shaped Task of about one kilobyte.

use serde_json::{Value, json};

/// The statuses that tasks are found by: so many that a search finds fifty of many.
pub(crate) const STATUSES: [&str; 4] = ["requested", "accepted", "in-progress", "completed"];

/// The body of a request.
pub(crate) fn task(number: usize) -> String {
    let note = "Planering inför hemgång: insatser enligt överenskommelse. ".repeat(8);
    json!({
        "resourceType": "Task",
        "status": STATUSES[number % STATUSES.len()],
        "intent": "order",
        "priority": "routine",
        "code": { "coding": [{ "system": "https://example.org/tasks", "code": "discharge" }] },
        "for": { "reference": format!("Patient/{number}") },
        "owner": { "reference": "Organization/TST9900009901-BISTN" },
        "requester": { "reference": "Organization/TST9900000001-AVD37" },
        "authoredOn": "2026-11-20T12:42:00Z",
        "restriction": { "period": { "end": format!("2026-12-{:02}T10:00:00Z", 1 + number % 28) } },
        "note": [{ "text": note }],
    })
    .to_string()
}

/// A task as it is stored: parsed, checked a little, with an id of its own.
pub(crate) struct Stored {
    pub(crate) id: String,
    pub(crate) status: String,
    pub(crate) bytes: Vec<u8>,
}

/// Takes a resource; none when it is not a task.
pub(crate) fn take(mut resource: Value) -> Option<Stored> {
    let status = resource.get("status")?.as_str()?.to_owned();
    if resource.get("resourceType")?.as_str()? != "Task" {
        return None;
    }
    let id = uuid::Uuid::from_u128(rand()).to_string();
    let map = resource.as_object_mut()?;
    map.insert("id".to_owned(), Value::from(id.as_str()));
    map.insert("meta".to_owned(), json!({ "versionId": "1" }));
    Some(Stored { id, status, bytes: serde_json::to_vec(&resource).ok()? })
}

/// The answer to a search.
pub(crate) fn bundle(resources: &[Vec<u8>]) -> Option<Value> {
    let entries: Option<Vec<Value>> = resources
        .iter()
        .map(|bytes| Some(json!({ "resource": serde_json::from_slice::<Value>(bytes).ok()? })))
        .collect();
    Some(json!({ "resourceType": "Bundle", "type": "searchset", "entry": entries? }))
}

/// Sixteen bytes that lie anywhere in an index: two hashes of a counter with a key of the process.
fn rand() -> u128 {
    use std::collections::hash_map::RandomState;
    use std::hash::BuildHasher as _;
    let half = || u128::from(RandomState::new().hash_one(0u8));
    half() << 64 | half()
}
