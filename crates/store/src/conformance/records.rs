//! Accounts, drafts, waiting acts, answers of the feed.

use brygga_domain::ids::Digest;

use super::fixtures::{act, act_on, act_with, at, cmd, committed, stream, unit};
use crate::{
    Change, CommitError, Credential, Draft, DraftKey, FeedMessage, Outcome, PendingAct, Prepared,
    ReviewItem, Session, Store,
};

pub(super) async fn accounts_and_sessions_read_back_and_end(store: &impl Store) {
    let account = Credential {
        user_name: "anna".to_owned(),
        user: unit(900),
        hash: "$argon2id$one".to_owned(),
    };
    store.save_credential(account.clone()).await.expect("saved");
    let changed = Credential { hash: "$argon2id$two".to_owned(), ..account };
    store.save_credential(changed.clone()).await.expect("saved");
    assert_eq!(store.credential("anna").await.expect("read"), Some(changed.clone()));
    assert_eq!(store.credential_of(&unit(900)).await.expect("read"), Some(changed));
    assert_eq!(store.credential_of(&unit(901)).await.expect("read"), None);
    assert_eq!(store.credential("Anna").await.expect("read"), None);

    let session = |n: u8| Session {
        token: Digest([n; 32]),
        user: unit(900 + u64::from(n / 2)),
        assignment: (n > 1).then(|| "ward-nurse".to_owned()),
        locked: false,
        demo: n == 1,
        created_at: at(0),
        seen_at: at(1),
        expires_at: at(600),
    };
    for n in 0..4 {
        store.save_session(session(n)).await.expect("saved");
    }
    let locked = Session { locked: true, seen_at: at(5), ..session(3) };
    store.save_session(locked.clone()).await.expect("saved");
    assert_eq!(store.session(Digest([1; 32])).await.expect("read"), Some(session(1)));
    store.end_sessions_of(&unit(900)).await.expect("ended");
    assert_eq!(store.session(Digest([0; 32])).await.expect("read"), None);
    assert_eq!(store.session(Digest([1; 32])).await.expect("read"), None);
    assert_eq!(store.session(Digest([3; 32])).await.expect("read"), Some(locked));
    store.end_session(Digest([3; 32])).await.expect("ended");
    assert_eq!(store.session(Digest([3; 32])).await.expect("read"), None);
    assert_eq!(store.session(Digest([2; 32])).await.expect("read"), Some(session(2)));
}

pub(super) async fn expired_sessions_are_forgotten(store: &impl Store) {
    for n in 1..=3 {
        let session = Session {
            token: Digest([n; 32]),
            user: unit(900),
            assignment: None,
            locked: false,
            demo: false,
            created_at: at(0),
            seen_at: at(0),
            expires_at: at(i64::from(n)),
        };
        store.save_session(session).await.expect("saved");
    }
    assert_eq!(store.forget_expired_sessions(at(2)).await.expect("forgotten"), 2);
    assert_eq!(store.forget_expired_sessions(at(2)).await.expect("forgotten"), 0);
    assert!(store.session(Digest([3; 32])).await.expect("read").is_some());
}

pub(super) async fn the_last_sign_in_of_each_unit_is_kept(store: &impl Store) {
    let asked = [unit(2), unit(1), unit(3)];
    assert_eq!(store.last_sign_ins(&asked).await.expect("read"), [None, None, None]);
    for (of, minutes) in [(1, 5), (2, 7), (1, 9), (2, 6)] {
        store.record_sign_in(&unit(of), at(minutes)).await.expect("saved");
    }
    let last = store.last_sign_ins(&asked).await.expect("read");
    assert_eq!(last, [Some(at(7)), Some(at(9)), None], "the latest, in the order asked for");
    assert!(store.last_sign_ins(&[]).await.expect("read").is_empty());
    // Every unit of a registry at once, twice over: each has its answer.
    let all: Vec<_> = (0..400).map(|n| unit(n % 200)).collect();
    let last = store.last_sign_ins(&all).await.expect("read");
    let known: Vec<_> = last.iter().enumerate().filter(|(_, at)| at.is_some()).collect();
    let places: Vec<usize> = known.into_iter().map(|(n, _)| n).collect();
    assert_eq!((last.len(), places), (400, vec![1, 2, 201, 202]));
}

pub(super) async fn a_draft_belongs_to_one_user_and_goes_with_its_act(store: &impl Store) {
    let key = DraftKey {
        user: unit(900),
        assignment: "ward-nurse".to_owned(),
        form: "send-message:1".to_owned(),
    };
    let draft = |fields: &str, minutes| Draft {
        key: key.clone(),
        fields: fields.to_owned(),
        saved_at: at(minutes),
    };
    store.save_draft(draft("text=a", 1)).await.expect("saved");
    store.save_draft(draft("text=ab", 2)).await.expect("saved");
    assert_eq!(store.draft(&key).await.expect("read"), Some(draft("text=ab", 2)));
    let other = DraftKey { user: unit(901), ..key.clone() };
    assert_eq!(store.draft(&other).await.expect("read"), None);

    committed(store.commit(act_with(1, vec![Change::DraftDone(key.clone())])).await);
    assert_eq!(store.draft(&key).await.expect("read"), None);
    store.save_draft(draft("text=b", 3)).await.expect("saved");
    store.drop_draft(&key).await.expect("dropped");
    assert_eq!(store.draft(&key).await.expect("read"), None);
}

fn waiting(n: u64) -> PendingAct {
    PendingAct {
        cmd: cmd(n),
        user: unit(900 + n % 2),
        assignment: "ward-nurse".to_owned(),
        due_at: at(100 - n as i64),
        payload: format!("{{\"n\":{n}}}"),
    }
}

pub(super) async fn a_waiting_act_leaves_once_or_is_undone(store: &impl Store) {
    for n in 1..=4 {
        store.save_pending(waiting(n)).await.expect("saved");
    }
    store.save_pending(PendingAct { payload: "other".to_owned(), ..waiting(1) }).await.expect("ok");
    assert_eq!(store.pending(cmd(1)).await.expect("read"), Some(waiting(1)), "the first stays");
    assert_eq!(store.pending_of(&unit(901)).await.expect("read"), [waiting(3), waiting(1)]);
    let due = store.pending_due(at(97)).await.expect("read");
    assert_eq!(due, [waiting(4), waiting(3)], "oldest first, and one due exactly now");

    assert!(store.undo_pending(cmd(4)).await.expect("undone"));
    assert!(!store.undo_pending(cmd(4)).await.expect("answered"), "only once");
    let leaves =
        Prepared { changes: vec![Change::PendingDone(cmd(3))], ..act_on(3, stream(1), None) };
    committed(store.commit(leaves.clone()).await);
    assert!(!store.undo_pending(cmd(3)).await.expect("answered"), "it has left");
    assert!(matches!(store.commit(leaves).await, Ok(Outcome::Known(_))));
    store.save_pending(waiting(3)).await.expect("answered");
    assert_eq!(store.pending(cmd(3)).await.expect("read"), None, "sent, so it does not wait");
    assert_eq!(store.pending_due(at(200)).await.expect("read"), [waiting(2), waiting(1)]);
}

pub(super) async fn an_undone_act_never_leaves(store: &impl Store) {
    store.save_pending(waiting(1)).await.expect("saved");
    assert!(store.undo_pending(cmd(1)).await.expect("undone"));
    let leaves =
        Prepared { changes: vec![Change::PendingDone(cmd(1))], ..act_on(1, stream(1), None) };
    let refused = store.commit(leaves).await;
    assert!(matches!(refused, Err(CommitError::Undone)), "{refused:?}");
    assert!(store.last().await.expect("read").is_empty(), "nothing was written");
}

pub(super) async fn the_first_answer_to_a_message_stays_its_answer(store: &impl Store) {
    let message = |code: &str| FeedMessage {
        key: "LAB|HOSP|1".to_owned(),
        content: Digest([1; 32]),
        code: code.to_owned(),
        reason: String::new(),
        at: at(1),
    };
    let answered = vec![Change::FeedAnswered(message("AA"))];
    committed(store.commit(Prepared { changes: answered, ..act(1) }).await);
    store.save_feed_message(message("AE")).await.expect("saved");
    assert_eq!(store.feed_message("LAB|HOSP|1").await.expect("read"), Some(message("AA")));
    assert_eq!(store.feed_message("LAB|HOSP|2").await.expect("read"), None);

    let item = |n: i64| ReviewItem {
        key: format!("LAB|HOSP|{n}"),
        reason: "other-content".to_owned(),
        at: at(n),
    };
    for n in [1, 2, 1] {
        store.add_review(item(n)).await.expect("saved");
    }
    assert_eq!(store.reviews().await.expect("read"), [item(2), item(1)], "newest first, once");
}
