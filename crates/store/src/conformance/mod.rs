//! The suite that every backend runs (decision 17): what the application relies on, said once.
//!
//! A failure panics with what did not hold. Backends call [`run_all`] from a test of their own.

mod access;
mod checkpoints;
mod commits;
pub mod crash;
mod facts;
mod fixtures;
mod groups;
mod jobs;
mod links;
mod lists;
mod records;
mod search;

use crate::Store;

pub use checkpoints::{a_long_log, a_long_log_is_checked_from_anywhere};

/// Runs everything, each case on a fresh and empty store.
pub async fn run_all<F, S>(make: F)
where
    F: AsyncFn() -> S,
    S: Store,
{
    run_log(&make).await;
    run_projections(&make).await;
    run_records(&make).await;
}

/// The log and its writer.
pub async fn run_log<F, S>(make: &F)
where
    F: AsyncFn() -> S,
    S: Store,
{
    commits::what_is_committed_reads_back_in_exact_bytes(&make().await).await;
    commits::the_same_act_again_is_known_and_other_content_is_different(&make().await).await;
    commits::a_stale_head_writes_nothing_and_a_new_decision_succeeds(&make().await).await;
    commits::an_act_that_has_not_read_a_new_stream_of_its_aggregate_is_stale(&make().await).await;
    commits::one_act_writes_several_streams_with_dense_sequences(&make().await).await;
    commits::a_unit_that_the_envelope_refuses_harms_no_other(&make().await).await;
    commits::many_at_once_are_all_written_once(&make().await).await;
    commits::a_crowd_is_answered_with_what_is_stored(&make().await).await;
    commits::applied_units_are_seen_at_once_and_kept_by_a_flush(&make().await).await;
    commits::aggregates_of_a_kind_come_page_by_page(&make().await).await;
}

/// The rows that pages read.
pub async fn run_projections<F, S>(make: &F)
where
    F: AsyncFn() -> S,
    S: Store,
{
    lists::projections_are_written_with_the_events_or_not_at_all(&make().await).await;
    lists::rows_read_back_as_they_were_written(&make().await).await;
    lists::a_list_has_its_order_and_pages_without_gap_or_repeat(&make().await).await;
    lists::filters_show_what_a_naive_filter_shows(&make().await).await;
    lists::a_unit_whose_reading_has_ended_sees_nothing(&make().await).await;
    lists::answers_are_left_to_a_unit_when_its_reading_has_ended(&make().await).await;
    lists::chains_that_follow_the_registry_are_open_or_end_somebodys_reading(&make().await).await;
    lists::counters_equal_a_naive_count_after_random_changes(&make().await).await;
    groups::mina_is_what_the_reader_has_taken_or_is_named_in(&make().await).await;
    groups::groups_count_all_their_rows_on_whatever_page(&make().await).await;
    groups::neighbours_stand_around_a_place_even_when_its_row_has_moved(&make().await).await;
    groups::looks_at_closed_cases_and_old_looks_are_forgotten(&make().await).await;
    groups::a_row_knows_when_its_reader_last_looked(&make().await).await;
    lists::changed_rows_and_rows_due_are_found(&make().await).await;
    links::linked_chains_are_found_from_both_ends(&make().await).await;
    facts::rows_are_written_with_the_events_and_taken_away(&make().await).await;
    facts::the_mark_of_a_month_follows_from_its_rows_alone(&make().await).await;
    facts::months_are_read_page_by_page_as_a_naive_filter_reads_them(&make().await).await;
    lists::the_digest_is_equal_after_a_rebuild(&make().await).await;
    search::a_search_finds_the_units_own_chains_only(&make().await).await;
    search::a_merged_identifier_finds_the_person_and_their_chains(&make().await).await;
    search::stays_wait_on_their_ward_until_a_chain_grows_from_them(&make().await).await;
}

/// What is not a fact.
pub async fn run_records<F, S>(make: &F)
where
    F: AsyncFn() -> S,
    S: Store,
{
    records::accounts_and_sessions_read_back_and_end(&make().await).await;
    records::the_last_sign_in_of_each_unit_is_kept(&make().await).await;
    records::a_draft_belongs_to_one_user_and_goes_with_its_act(&make().await).await;
    records::a_waiting_act_leaves_once_or_is_undone(&make().await).await;
    records::an_undone_act_never_leaves(&make().await).await;
    records::the_first_answer_to_a_message_stays_its_answer(&make().await).await;
    records::expired_sessions_are_forgotten(&make().await).await;
    jobs::a_job_is_asked_for_once_and_taken_by_one(&make().await).await;
    jobs::a_job_that_fails_waits_dies_and_is_asked_for_again(&make().await).await;
    jobs::a_job_whose_process_died_is_taken_over(&make().await).await;
    jobs::a_job_that_is_kept_is_not_asked_for_again(&make().await).await;
    access::the_access_log_proves_itself(&make().await).await;
    access::an_act_comes_with_its_row_or_not_at_all(&make().await).await;
}
