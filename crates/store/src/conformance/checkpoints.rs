//! Checks that begin in the middle: after a checkpoint, after an interruption, by chance.

use brygga_domain::envelope::{Origin, SigningKey};

use super::fixtures::{act, at, committed, event, stream};
use crate::{
    Checkpoint, EVENTS_PER_CHECKPOINT, Prepared, Store, VerifyState, verify, verify_from,
    verify_sample, write_checkpoint,
};

/// Events in one act of a long log, and streams that they stand in.
const EVENTS: u64 = 200;
const STREAMS: u64 = 48;

/// Fifty events more than a checkpoint takes, with their checkpoint.
pub async fn a_long_log(store: &impl Store, origin: Origin, key: &SigningKey) -> Checkpoint {
    let mut left = EVENTS_PER_CHECKPOINT + 50;
    for n in 0.. {
        let count = left.min(EVENTS);
        let events = (0..count).map(|part| event(stream(part % STREAMS), "a body"));
        committed(store.apply(Prepared { events: events.collect(), ..act(n) }).await);
        left -= count;
        if left == 0 {
            break;
        }
        if n == 48 {
            store.flush().await.expect("kept");
            let early = write_checkpoint(store, origin, key, at(1)).await.expect("read");
            assert!(!early, "not before 10 000 events");
        }
    }
    store.flush().await.expect("kept");
    assert!(write_checkpoint(store, origin, key, at(2)).await.expect("written"));
    store.last_checkpoint().await.expect("read").expect("just written")
}

/// For a backend that writes as this origin.
pub async fn a_long_log_is_checked_from_anywhere(
    store: &impl Store,
    origin: Origin,
    key: &SigningKey,
) {
    assert_eq!(store.last_checkpoint().await.expect("read"), None);
    let checkpoint = a_long_log(store, origin, key).await;
    assert!(!write_checkpoint(store, origin, key, at(3)).await.expect("read"), "not yet again");
    assert_eq!(checkpoint.number, 1);
    assert!(checkpoint.is_signed_by(&key.verifying_key()));
    assert_eq!(store.checkpoints(0, 10).await.expect("read"), std::slice::from_ref(&checkpoint));
    assert!(!store.save_checkpoint(checkpoint.clone()).await.expect("read"), "once and for all");

    let all = EVENTS_PER_CHECKPOINT + 50;
    let whole = verify(store, &mut |_, _| {}).await.expect("read");
    assert_eq!((whole.events, whole.checkpoints, whole.first_fault.clone()), (all, 1, None));
    let mut states = Vec::new();
    let mut keep = |state: &VerifyState, of: u64| {
        assert_eq!(of, all);
        states.push(state.clone());
    };
    let on_all_cores = verify_from(store, VerifyState::default(), 4, &mut keep);
    assert_eq!(on_all_cores.await.expect("read"), whole);
    // Every state is one that an interrupted check goes on from.
    let middle = states.swap_remove(states.len() / 2);
    assert!((100..all - 100).contains(&middle.report.events), "{}", middle.report.events);
    let rest = verify_from(store, middle, 2, &mut |_, _| {}).await.expect("read");
    assert_eq!((rest.events, rest.first_fault), (all, None), "as if it had not been interrupted");

    let newer = VerifyState::after(&checkpoint);
    let newer = verify_from(store, newer, 2, &mut |_, _| {}).await.expect("read");
    assert_eq!((newer.events, newer.first_fault), (50, None));

    let mut number = 0;
    let mut chance = |below: u64| {
        number = (number * 31 + 7_919) % below;
        number
    };
    let sample = verify_sample(store, 30, 2, &mut chance).await.expect("read");
    assert_eq!((sample.events, sample.first_fault), (30, None));
}
