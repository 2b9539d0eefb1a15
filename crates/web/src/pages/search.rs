//! Search by identity number or the beginning of a name. What is typed travels in the body of the
//! form, never in an address.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::Form;
use brygga_app::care_chain::search;
use brygga_app::{AppError, on_day};
use brygga_domain::ids::HsaId;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::worklist::{person, stage};
use crate::caller::{Caller, PageResult, html};
use crate::labels;
use crate::urls;
use crate::views::{NavPlace, SearchHit, SearchPage, SearchState};

/// Searches a user may make in a minute; more is no longer somebody looking for a patient.
const PER_MINUTE: u32 = 30;
const WINDOW: SignedDuration = SignedDuration::from_secs(60);
/// Hits that the store gives at the most.
const MOST: usize = 50;

/// How often each user has searched in the running minute.
#[derive(Debug, Default)]
pub(crate) struct Searches(Mutex<HashMap<HsaId, (Timestamp, u32)>>);

impl Searches {
    /// Counts one more; until when to wait when that was too many.
    fn one_more(&self, user: &HsaId, now: Timestamp) -> Result<(), Timestamp> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (since, _)| now.duration_since(*since) < WINDOW);
        let entry = all.entry(user.clone()).or_insert((now, 0));
        entry.1 = entry.1.saturating_add(1);
        if entry.1 > PER_MINUTE { Err(entry.0.checked_add(WINDOW).unwrap_or(now)) } else { Ok(()) }
    }
}

pub(crate) async fn get(caller: Caller) -> PageResult {
    page(&caller, String::new(), SearchState::NotAsked)
}

#[derive(Deserialize)]
pub(crate) struct SearchForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    q: String,
}

pub(crate) async fn post(caller: Caller, Form(form): Form<SearchForm>) -> PageResult {
    caller.check_form(&form.csrf)?;
    if let Err(until) = caller.state.searches.one_more(&caller.actor.user, caller.now) {
        let wait = super::sign_in::wait(&caller, until);
        return page(&caller, form.q, SearchState::TooMany { wait });
    }
    let t = caller.texts;
    let state = match search(&caller.state.app, &caller.actor, &form.q).await {
        Ok(hits) if hits.is_empty() => SearchState::Nothing,
        Ok(hits) => {
            let more = hits.len() >= MOST;
            let hits = hits.iter().map(|hit| shown(&caller, hit)).collect();
            SearchState::Found { hits, more }
        }
        Err(AppError::Input { word, .. }) => SearchState::Unclear(
            match word {
                "empty" => t.text("search-unclear-empty"),
                "too-short" => t.text("search-unclear-short"),
                _ => t.text("search-unclear-number"),
            }
            .into_owned(),
        ),
        Err(error) => return Err(error.into()),
    };
    page(&caller, form.q, state)
}

fn shown(caller: &Caller, hit: &brygga_store::SearchHit) -> SearchHit {
    let row = &hit.row;
    let registry = caller.state.app.registry();
    let today = on_day(&registry, caller.now);
    let person = person(caller, row);
    let ward = labels::unit_name(today, &row.ward, &caller.actor.organisation);
    let own = row.ward == caller.actor.unit;
    let place = match row.place.as_deref().filter(|_| own) {
        Some(bed) => {
            let values = [("ward", ward.as_str()), ("bed", bed)];
            caller.texts.with("search-place", &values)
        }
        None => ward,
    };
    SearchHit {
        url: urls::chain(row.chain),
        name: person.name,
        identity: person.identity,
        test_number: person.test_number,
        age: person.age,
        stage: stage(caller, row),
        place,
    }
}

fn page(caller: &Caller, query: String, state: SearchState) -> PageResult {
    let mut shell = caller.shell(NavPlace::Search);
    shell.path = urls::SEARCH.to_owned();
    html(&SearchPage { t: caller.texts, shell, query, state })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thirty_first_search_of_a_minute_waits() {
        let searches = Searches::default();
        let (user, now) = (HsaId::parse("TST1-A").unwrap(), Timestamp::UNIX_EPOCH);
        for _ in 0..PER_MINUTE {
            assert!(searches.one_more(&user, now).is_ok());
        }
        assert!(searches.one_more(&user, now).is_err());
        assert!(searches.one_more(&HsaId::parse("TST1-B").unwrap(), now).is_ok());
        assert!(searches.one_more(&user, now + WINDOW).is_ok());
    }
}
