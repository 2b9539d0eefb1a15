-- What is not a fact of care: accounts, unfinished work, answers of the feed, the access log.

CREATE TABLE credential (
    user_name TEXT COLLATE "C" PRIMARY KEY,
    user_id   TEXT COLLATE "C" NOT NULL,
    hash      TEXT NOT NULL
);
CREATE INDEX credential_user ON credential (user_id, user_name);

CREATE TABLE session (
    token      BYTEA   PRIMARY KEY,
    user_id    TEXT    COLLATE "C" NOT NULL,
    assignment TEXT,
    locked     BOOLEAN NOT NULL,
    demo       BOOLEAN NOT NULL,
    created_at BIGINT  NOT NULL,
    seen_at    BIGINT  NOT NULL,
    expires_at BIGINT  NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX session_user_id ON session (user_id);

-- The last time that anybody of a unit was signed in. It is kept by unit and never says who.
CREATE TABLE unit_sign_in (
    unit TEXT   COLLATE "C" PRIMARY KEY,
    at   BIGINT NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE draft (
    user_id    TEXT   COLLATE "C" NOT NULL,
    assignment TEXT   COLLATE "C" NOT NULL,
    form       TEXT   COLLATE "C" NOT NULL,
    fields     TEXT   NOT NULL,
    saved_at   BIGINT NOT NULL,
    PRIMARY KEY (user_id, assignment, form)
) WITH (fillfactor = 70);

CREATE TABLE pending_act (
    cmd        BYTEA  PRIMARY KEY,
    user_id    TEXT   COLLATE "C" NOT NULL,
    assignment TEXT   NOT NULL,
    due_at     BIGINT NOT NULL,
    payload    TEXT   NOT NULL
);
CREATE INDEX pending_act_due ON pending_act (due_at, cmd);
CREATE INDEX pending_act_user ON pending_act (user_id, due_at, cmd);

CREATE TABLE feed_message (
    key     TEXT   COLLATE "C" PRIMARY KEY,
    content BYTEA  NOT NULL,
    code    TEXT   NOT NULL,
    reason  TEXT   NOT NULL,
    at      BIGINT NOT NULL
);

CREATE TABLE feed_review (
    key    TEXT   COLLATE "C" NOT NULL,
    reason TEXT   COLLATE "C" NOT NULL,
    at     BIGINT NOT NULL,
    PRIMARY KEY (key, reason)
);
CREATE INDEX feed_review_at ON feed_review (at, key, reason);

-- The access log survives every rebuild. Each origin has a chain of its own, because several
-- processes write at once: each row's hash covers the origin's row before it, and each batch of rows
-- is signed once.
CREATE TABLE access_entry (
    origin      BIGINT NOT NULL,
    number      BIGINT NOT NULL,
    place       BIGINT NOT NULL, -- order over all origins, from time, origin and number
    at          BIGINT NOT NULL,
    user_id     TEXT,
    assignment  TEXT,
    unit        TEXT,
    what        TEXT   NOT NULL,
    purpose     TEXT   NOT NULL,
    chain       BYTEA,
    correlation TEXT   NOT NULL,
    hash        BYTEA  NOT NULL,
    PRIMARY KEY (origin, number)
);
CREATE INDEX access_entry_chain ON access_entry (chain, place) WHERE chain IS NOT NULL;

-- When a user last opened a chain or acted in it, written with the row of the access log: what has
-- changed since is marked in that user's list.
CREATE TABLE chain_look (
    user_id TEXT   COLLATE "C" NOT NULL,
    chain   BYTEA  NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (user_id, chain)
) WITH (fillfactor = 70);

CREATE TABLE access_person (
    origin  BIGINT NOT NULL,
    entry   BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    person  BYTEA  NOT NULL,
    PRIMARY KEY (origin, entry, ordinal)
);
CREATE INDEX access_person_person ON access_person (person, origin, entry);

CREATE TABLE access_batch (
    origin     BIGINT NOT NULL,
    number     BIGINT NOT NULL,
    last_entry BIGINT NOT NULL,
    head       BYTEA  NOT NULL,
    signature  BYTEA  NOT NULL,
    PRIMARY KEY (origin, number)
);

REVOKE UPDATE, DELETE, TRUNCATE ON access_entry, access_person, access_batch FROM CURRENT_USER;
