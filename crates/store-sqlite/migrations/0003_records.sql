-- What is not a fact of care: accounts, unfinished work, answers of the feed, the access log.

CREATE TABLE credential (
    user_name TEXT PRIMARY KEY,
    user      TEXT NOT NULL,
    hash      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX credential_user ON credential (user);

CREATE TABLE session (
    token      BLOB    PRIMARY KEY,
    user       TEXT    NOT NULL,
    assignment TEXT,
    locked     INTEGER NOT NULL,
    demo       INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_user ON session (user);

CREATE TABLE draft (
    user       TEXT    NOT NULL,
    assignment TEXT    NOT NULL,
    form       TEXT    NOT NULL,
    fields     TEXT    NOT NULL,
    saved_at   INTEGER NOT NULL,
    PRIMARY KEY (user, assignment, form)
) STRICT, WITHOUT ROWID;

CREATE TABLE pending_act (
    cmd        BLOB    PRIMARY KEY,
    user       TEXT    NOT NULL,
    assignment TEXT    NOT NULL,
    due_at     INTEGER NOT NULL,
    payload    TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_act_due ON pending_act (due_at, cmd);
CREATE INDEX pending_act_user ON pending_act (user, due_at, cmd);

CREATE TABLE feed_message (
    key     TEXT    PRIMARY KEY,
    content BLOB    NOT NULL,
    code    TEXT    NOT NULL,
    reason  TEXT    NOT NULL,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE feed_review (
    number INTEGER PRIMARY KEY,
    key    TEXT    NOT NULL,
    reason TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    UNIQUE (key, reason)
) STRICT;

-- The access log survives every rebuild. Each row's hash covers the row before it; each batch of
-- rows is signed once.
CREATE TABLE access_entry (
    number      INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    user        TEXT,
    assignment  TEXT,
    unit        TEXT,
    what        TEXT    NOT NULL,
    purpose     TEXT    NOT NULL,
    chain       BLOB,
    correlation TEXT    NOT NULL,
    hash        BLOB    NOT NULL
) STRICT;
CREATE INDEX access_entry_chain ON access_entry (chain, number) WHERE chain IS NOT NULL;

CREATE TABLE access_person (
    entry   INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    person  BLOB    NOT NULL,
    PRIMARY KEY (entry, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX access_person_person ON access_person (person, entry);

CREATE TABLE access_batch (
    number     INTEGER PRIMARY KEY,
    last_entry INTEGER NOT NULL,
    head       BLOB    NOT NULL,
    origin     INTEGER NOT NULL,
    signature  BLOB    NOT NULL
) STRICT;

CREATE TRIGGER access_entry_is_kept BEFORE UPDATE ON access_entry
BEGIN SELECT RAISE(ABORT, 'the access log never changes'); END;
CREATE TRIGGER access_entry_stays BEFORE DELETE ON access_entry
BEGIN SELECT RAISE(ABORT, 'the access log is never deleted'); END;
CREATE TRIGGER access_person_is_kept BEFORE UPDATE ON access_person
BEGIN SELECT RAISE(ABORT, 'the access log never changes'); END;
CREATE TRIGGER access_person_stays BEFORE DELETE ON access_person
BEGIN SELECT RAISE(ABORT, 'the access log is never deleted'); END;
CREATE TRIGGER access_batch_is_kept BEFORE UPDATE ON access_batch
BEGIN SELECT RAISE(ABORT, 'the access log never changes'); END;
CREATE TRIGGER access_batch_stays BEFORE DELETE ON access_batch
BEGIN SELECT RAISE(ABORT, 'the access log is never deleted'); END;
