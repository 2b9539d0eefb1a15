//! Writing acts and reading the log.

use brygga_domain::envelope::{AggregateKind, Body, Compartment, Header, StreamId, event_id};
use brygga_domain::ids::{ChainId, Digest, EventId};
use uuid::Uuid;

use super::fixtures::{
    act, act_on, assert_log_holds, chain, cmd, committed, event, person, stream,
};
use crate::{CommitError, ExpectedHead, NewEvent, Outcome, Position, Prepared, ReadTo, Store};

pub(super) async fn what_is_committed_reads_back_in_exact_bytes(store: &impl Store) {
    let mut prepared = act_on(1, stream(1), None);
    prepared.events[0].crit = true;
    prepared.events[0].deps = vec![EventId([1; 32]), EventId([2; 32])];
    let replaced = vec![EventId([3; 32])];
    prepared.events[0].replaces = replaced.clone();
    let receipt = committed(store.commit(prepared.clone()).await);
    let [stored] = &receipt.events[..] else { panic!("one event") };
    assert_eq!((receipt.cmd, receipt.at), (cmd(1), prepared.at));

    let header = Header::from_bytes(&stored.header).expect("a good header");
    assert_eq!(event_id(&stored.header), stored.id);
    assert_eq!((header.seq, header.prev), (1, EventId([0; 32])));
    assert_eq!((header.stream, header.origin), (stream(1), stored.origin));
    assert_eq!((header.cmd, header.part, header.crit), (cmd(1), 0, true));
    assert_eq!((header.deps.len(), header.replaces), (2, replaced));
    assert_eq!(header.hlc.ms(), prepared.at.as_millisecond() as u64);
    assert_eq!(header.body_hash, Body::hash(&prepared.events[0].body));
    assert_eq!(stored.body.as_deref(), Some(&prepared.events[0].body[..]));

    let aggregate = Uuid::from_bytes(chain(1).bytes());
    assert_eq!(store.aggregate(aggregate).await.expect("read"), receipt.events);
    let before = Position { pos: 0, ..stored.position };
    assert_eq!(store.after(before, 10).await.expect("read"), receipt.events);
    assert_eq!(store.last().await.expect("read"), [stored.position]);
    let origins = store.origins().await.expect("read");
    assert_eq!(origins.iter().filter(|known| known.origin == stored.origin).count(), 1);
    assert_log_holds(store, 1).await;
}

pub(super) async fn the_same_act_again_is_known_and_other_content_is_different(store: &impl Store) {
    let prepared = act_on(1, stream(1), None);
    let receipt = committed(store.commit(prepared.clone()).await);
    let Ok(Outcome::Known(known)) = store.commit(prepared.clone()).await else {
        panic!("the same act is known, although its head is stale by now");
    };
    assert_eq!(known.events, receipt.events);
    assert_eq!((known.actor, known.at), (receipt.actor, receipt.at));

    let other = Prepared { content: Digest([9; 32]), at: super::fixtures::at(99), ..prepared };
    let Ok(Outcome::Different(sent)) = store.commit(other).await else {
        panic!("other content under the same key is different");
    };
    assert_eq!((sent.events, sent.at), (receipt.events.clone(), receipt.at));

    let record = store.command(cmd(1)).await.expect("read").expect("remembered");
    assert_eq!(record.content, Digest([1; 32]));
    assert_eq!(record.receipt.events, receipt.events);
    assert!(store.command(cmd(2)).await.expect("read").is_none());
    assert_log_holds(store, 1).await;
}

pub(super) async fn a_stale_head_writes_nothing_and_a_new_decision_succeeds(store: &impl Store) {
    let first = committed(store.commit(act_on(1, stream(1), None)).await);
    let stale = store.commit(act_on(2, stream(1), None)).await;
    assert!(matches!(stale, Err(CommitError::Stale(on)) if on == stream(1)), "{stale:?}");
    assert!(store.command(cmd(2)).await.expect("read").is_none(), "a refusal is not stored");

    let again = act_on(2, stream(1), Some(first.events[0].id));
    let second = committed(store.commit(again).await);
    assert_eq!(second.events[0].seq, 2);
    assert_log_holds(store, 2).await;
}

/// Two decide on the same; the first begins a stream that the second did not know of.
pub(super) async fn an_act_that_has_not_read_a_new_stream_of_its_aggregate_is_stale(
    store: &impl Store,
) {
    let aggregate = Uuid::from_bytes(chain(1).bytes());
    let health = StreamId::chain(chain(1), Compartment::HealthCare);
    let read = |n: u64, stream, pos| Prepared {
        read: Some(ReadTo { aggregate, pos }),
        ..act_on(n, stream, None)
    };
    let first = committed(store.commit(read(1, stream(1), 0)).await);
    let pos = first.events[0].position.pos;
    let stale = store.commit(read(2, health, pos - 1)).await;
    assert!(matches!(stale, Err(CommitError::Stale(on)) if on == stream(1)), "{stale:?}");
    let other = Prepared { read: Some(ReadTo { aggregate, pos: 0 }), ..act_on(3, stream(2), None) };
    let stale = store.commit(other).await;
    assert!(matches!(stale, Err(CommitError::Stale(_))), "also of what it writes nothing to");
    committed(store.commit(read(2, health, pos)).await);
    assert_log_holds(store, 2).await;

    // At once, in one transaction or in two.
    let aggregate = Uuid::from_bytes(chain(4).bytes());
    let streams = [Compartment::HealthCare, Compartment::Coordination]
        .map(|compartment| StreamId::chain(chain(4), compartment));
    let act = |n: u64, stream| Prepared {
        read: Some(ReadTo { aggregate, pos: 0 }),
        ..act_on(n, stream, None)
    };
    let (one, two) =
        futures::join!(store.commit(act(5, streams[0])), store.commit(act(6, streams[1])));
    let written = [&one, &two].map(|it| matches!(it, Ok(Outcome::Committed(_))));
    let stale = [&one, &two].map(|it| matches!(it, Err(CommitError::Stale(_))));
    assert_ne!(written[0], written[1], "{one:?} {two:?}");
    assert_eq!(written, [stale[1], stale[0]], "{one:?} {two:?}");
}

pub(super) async fn one_act_writes_several_streams_with_dense_sequences(store: &impl Store) {
    let health = StreamId::chain(chain(1), Compartment::HealthCare);
    let parts = |n: u64| -> Vec<NewEvent> {
        [stream(1), health, stream(1)]
            .into_iter()
            .zip(0..)
            .map(|(stream, part)| NewEvent { part, ..event(stream, &format!("{n} {part}")) })
            .collect()
    };
    let first = committed(store.commit(Prepared { events: parts(1), ..act(1) }).await);
    let second = committed(store.commit(Prepared { events: parts(2), ..act(2) }).await);
    let places = |events: &[crate::StoredEvent]| -> Vec<_> {
        events.iter().map(|event| (event.position.pos, event.stream, event.seq)).collect()
    };
    assert_eq!(places(&first.events), [(1, stream(1), 1), (2, health, 1), (3, stream(1), 2)]);
    assert_eq!(places(&second.events), [(4, stream(1), 3), (5, health, 2), (6, stream(1), 4)]);
    let header = Header::from_bytes(&second.events[0].header).expect("a good header");
    assert_eq!(header.prev, first.events[2].id);

    let all = store.aggregate(Uuid::from_bytes(chain(1).bytes())).await.expect("read");
    assert_eq!(all.len(), 6, "over all compartments, by position");
    assert!(all.is_sorted_by_key(|event| event.position));
    let second = Position { pos: 2, ..all[0].position };
    let page = store.after(second, 3).await.expect("read");
    assert_eq!(places(&page), places(&all[2..5]));
    assert_log_holds(store, 6).await;
}

pub(super) async fn a_unit_that_the_envelope_refuses_harms_no_other(store: &impl Store) {
    let mut unsorted = act_on(1, stream(1), None);
    unsorted.events[0].deps = vec![EventId([2; 32]), EventId([1; 32])];
    let mut large = act_on(2, stream(2), None);
    // The first event of the act is good: it must go with the second.
    large.events.push(NewEvent { body: vec![0; 64 * 1024 + 1], ..event(stream(2), "") });
    let (unsorted, good, large) = futures::join!(
        store.commit(unsorted),
        store.commit(act_on(3, stream(3), None)),
        store.commit(large),
    );
    assert!(matches!(unsorted, Err(CommitError::Store(_))), "{unsorted:?}");
    assert!(matches!(large, Err(CommitError::Store(_))), "{large:?}");
    committed(good);
    committed(store.commit(act_on(4, stream(2), None)).await);
    assert_log_holds(store, 2).await;
}

pub(super) async fn many_at_once_are_all_written_once(store: &impl Store) {
    // 64 acts on 8 streams; each stream takes one of eight, the others decide again.
    let mut waiting: Vec<u64> = (0..64).collect();
    let mut rounds = 0;
    while !waiting.is_empty() {
        rounds += 1;
        assert!(rounds <= 8, "each round writes one act to each stream");
        let mut heads = Vec::new();
        for n in 0..8 {
            let events = store.aggregate(Uuid::from_bytes(chain(n).bytes())).await.expect("read");
            heads.push(events.last().map(|event| event.id));
        }
        let acts = waiting.iter().map(|n| {
            let on = n % 8;
            store.commit(act_on(*n, stream(on), heads[on as usize]))
        });
        let outcomes = futures::future::join_all(acts).await;
        let mut stale = Vec::new();
        for (n, outcome) in waiting.into_iter().zip(outcomes) {
            match outcome {
                Ok(Outcome::Committed(_)) => {}
                Err(CommitError::Stale(_)) => stale.push(n),
                other => panic!("act {n}: {other:?}"),
            }
        }
        waiting = stale;
    }
    let ends = store.last().await.expect("read");
    assert_eq!(ends.iter().map(|end| end.pos).sum::<u64>(), 64, "dense in each partition");
    assert_log_holds(store, 64).await;
}

pub(super) async fn a_crowd_is_answered_with_what_is_stored(store: &impl Store) {
    // They may come in any order: the runtime lets none of them send for ever.
    let on_any_head = |n: u64, on: u64| {
        let events = vec![event(stream(on), &format!("body of {n}"))];
        Prepared { events, ..act(n) }
    };
    let numbers = 0..200_u64;
    let acts = numbers.clone().map(|n| match n % 10 {
        // The act before once more, while that one is being written.
        3 => store.commit(act_on(n - 1, stream(n - 1), None)),
        // Two in one stream, with what is refused between them.
        4 => store.commit(on_any_head(n, n)),
        6 => store.commit(on_any_head(n, n - 2)),
        // Its first event is good and goes with the second.
        5 => {
            let mut refused = act_on(n, stream(n), None);
            refused.events.push(NewEvent { body: vec![0; 64 * 1024 + 1], ..event(stream(n), "") });
            store.commit(refused)
        }
        7 => store.commit(act_on(n, stream(n), Some(EventId([7; 32])))),
        _ => store.commit(act_on(n, stream(n), None)),
    });
    let mut known = 0;
    for (n, outcome) in numbers.zip(futures::future::join_all(acts).await) {
        let answered = match (n % 10, outcome) {
            (5, Err(CommitError::Store(_))) | (7, Err(CommitError::Stale(_))) => continue,
            (2 | 3, Ok(Outcome::Known(receipt))) => {
                known += 1;
                receipt
            }
            (_, Ok(Outcome::Committed(receipt))) => receipt,
            other => panic!("act {n}: {other:?}"),
        };
        let cmd = if n % 10 == 3 { cmd(n - 1) } else { cmd(n) };
        let stored = store.command(cmd).await.expect("read").expect("remembered");
        assert_eq!(answered.events, stored.receipt.events, "act {n}");
    }
    assert_eq!(known, 20, "one of each two that are the same");
    assert_log_holds(store, 140).await;
}

pub(super) async fn applied_units_are_seen_at_once_and_kept_by_a_flush(store: &impl Store) {
    let first = committed(store.apply(act_on(1, stream(1), None)).await);
    let aggregate = Uuid::from_bytes(chain(1).bytes());
    assert_eq!(store.aggregate(aggregate).await.expect("read"), first.events);
    let second = store.apply(act_on(2, stream(1), Some(first.events[0].id))).await;
    let second = committed(second);
    assert_eq!(second.events[0].seq, 2);
    assert!(matches!(store.apply(act_on(2, stream(1), None)).await, Ok(Outcome::Known(_))));
    store.flush().await.expect("made durable");
    store.flush().await.expect("nothing to do is no error");
    // A commit makes everything before it durable too.
    let third = committed(store.apply(act_on(3, stream(2), None)).await);
    committed(store.commit(act_on(4, stream(2), Some(third.events[0].id))).await);
    assert_log_holds(store, 4).await;
}

pub(super) async fn aggregates_of_a_kind_come_page_by_page(store: &impl Store) {
    let mut events = Vec::new();
    for n in 0..7 {
        events.push(event(StreamId::person(person(n)), "who"));
        events.push(event(StreamId::chain(chain(n), Compartment::Coordination), "what"));
        events.push(event(StreamId::chain(chain(n), Compartment::HealthCare), "more"));
    }
    let registry = StreamId::registry();
    events.push(event(registry, "unit"));
    let expected = vec![ExpectedHead { stream: registry, last: None }];
    committed(store.commit(Prepared { events, expected, ..act(1) }).await);

    let mut found = Vec::new();
    loop {
        let page = store.aggregates(AggregateKind::Chain, found.last().copied(), 3).await;
        let page = page.expect("read");
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 3);
        found.extend(page);
    }
    let ids: Vec<ChainId> = found.iter().map(|id| ChainId::from_bytes(id.into_bytes())).collect();
    assert_eq!(ids, (0..7).map(chain).collect::<Vec<_>>());
    let registry = store.aggregates(AggregateKind::Registry, None, 3).await.expect("read");
    assert_eq!(registry, [Uuid::nil()]);
    assert!(store.aggregates(AggregateKind::Stay, None, 3).await.expect("read").is_empty());
}
