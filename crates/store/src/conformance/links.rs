//! Chains of one admission (M12).

use brygga_domain::ids::ChainId;

use super::fixtures::{act_with, chain, committed};
use crate::{Change, Store};

fn links(n: u64, others: &[u64]) -> Change {
    Change::Links { chain: chain(n), others: others.iter().map(|n| chain(*n)).collect() }
}

async fn linked(store: &impl Store, n: u64) -> Vec<ChainId> {
    store.linked_chains(chain(n), 9).await.expect("read")
}

pub(super) async fn linked_chains_are_found_from_both_ends(store: &impl Store) {
    committed(store.commit(act_with(1, vec![links(5, &[7, 3]), links(9, &[3])])).await);
    assert_eq!(linked(store, 5).await, [chain(3), chain(7)], "in order of id");
    assert_eq!(linked(store, 3).await, [chain(5), chain(9)], "from the other end");
    assert_eq!(store.linked_chains(chain(3), 1).await.expect("read"), [chain(5)], "at most");
    assert!(linked(store, 4).await.is_empty());

    // Marked in both: one chain, and still so when one of the marks is taken back.
    committed(store.commit(act_with(2, vec![links(3, &[5])])).await);
    assert_eq!(linked(store, 3).await, [chain(5), chain(9)], "each once");
    committed(store.commit(act_with(3, vec![links(5, &[7])])).await);
    assert_eq!(linked(store, 5).await, [chain(3), chain(7)]);
    committed(store.commit(act_with(4, vec![links(3, &[])])).await);
    assert_eq!(linked(store, 5).await, [chain(7)]);
    assert_eq!(linked(store, 3).await, [chain(9)]);
}
