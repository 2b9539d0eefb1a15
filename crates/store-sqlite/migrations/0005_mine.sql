-- Whose own an open case is, by unit: a user who has taken something over, or "=name" where a person
-- is named. Follows from the log.
CREATE TABLE chain_taker (
    unit  TEXT NOT NULL,
    who   TEXT NOT NULL,
    chain BLOB NOT NULL,
    PRIMARY KEY (unit, who, chain)
) STRICT, WITHOUT ROWID;
CREATE INDEX chain_taker_chain ON chain_taker (chain);

-- When a user last opened a chain or acted in it, written with the row of the access log: what has
-- changed since is marked in that user's list.
CREATE TABLE chain_look (
    user  TEXT    NOT NULL,
    chain BLOB    NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (user, chain)
) STRICT, WITHOUT ROWID;
