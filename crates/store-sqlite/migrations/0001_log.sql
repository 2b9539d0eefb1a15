-- The log: facts that never change. Positions are rowids, so rows lie in order of arrival.

CREATE TABLE origin (
    number     INTEGER PRIMARY KEY,
    node       BLOB    NOT NULL,
    epoch      INTEGER NOT NULL, -- the 64 bits as a signed number
    public_key BLOB    NOT NULL,
    simulated  INTEGER NOT NULL,
    UNIQUE (node, epoch)
) STRICT;

-- One row each time another origin goes on with this log: what came before it is history.
CREATE TABLE log_epoch (
    number   INTEGER PRIMARY KEY,
    origin   INTEGER NOT NULL,
    from_pos INTEGER NOT NULL,
    made_at  INTEGER NOT NULL
) STRICT;

-- The last position given, changed in the transaction that uses it: no holes after a crash.
CREATE TABLE head (
    part INTEGER PRIMARY KEY,
    seq  INTEGER NOT NULL
) STRICT;
INSERT INTO head (part, seq) VALUES (0, 0);

CREATE TABLE event (
    pos         INTEGER PRIMARY KEY,
    part        INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    stream      BLOB    NOT NULL, -- begins with the aggregate
    origin      INTEGER NOT NULL, -- origin.number: node and epoch
    seq         INTEGER NOT NULL,
    header      BLOB    NOT NULL,
    sig         BLOB    NOT NULL,
    received_at INTEGER NOT NULL,
    status      INTEGER NOT NULL  -- 0 = good; others come with replication
) STRICT;
CREATE UNIQUE INDEX event_id ON event (id);
-- Also finds all events of an aggregate: its 16 bytes are the first of the stream.
CREATE UNIQUE INDEX event_stream ON event (stream, origin, seq);

CREATE TABLE body (
    event_pos INTEGER PRIMARY KEY,
    key_id    INTEGER NOT NULL,
    bytes     BLOB    NOT NULL
) STRICT;

CREATE TABLE replaces (
    target BLOB    NOT NULL,
    by     INTEGER NOT NULL, -- event.pos
    PRIMARY KEY (target, by)
) STRICT, WITHOUT ROWID;

-- One row per act; what was written is the range of positions.
CREATE TABLE command (
    number    INTEGER PRIMARY KEY,
    cmd       BLOB    NOT NULL,
    content   BLOB    NOT NULL,
    actor     TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    first_pos INTEGER NOT NULL,
    count     INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX command_cmd ON command (cmd);

-- Empty until replication.
CREATE TABLE receipt (
    event_id  BLOB    NOT NULL,
    receiver  BLOB    NOT NULL,
    arrival   INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    grade     INTEGER NOT NULL,
    signature BLOB    NOT NULL,
    PRIMARY KEY (event_id, receiver)
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (
    peer     BLOB NOT NULL,
    event_id BLOB NOT NULL,
    PRIMARY KEY (peer, event_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (
    event_id BLOB PRIMARY KEY,
    header   BLOB    NOT NULL,
    sig      BLOB    NOT NULL,
    body     BLOB,
    reason   TEXT    NOT NULL,
    at       INTEGER NOT NULL
) STRICT;

CREATE TRIGGER event_is_kept BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'events never change'); END;
CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
CREATE TRIGGER body_is_kept BEFORE UPDATE ON body
BEGIN SELECT RAISE(ABORT, 'bodies never change'); END;
CREATE TRIGGER body_stays BEFORE DELETE ON body
BEGIN SELECT RAISE(ABORT, 'bodies are never deleted'); END;
CREATE TRIGGER command_is_kept BEFORE UPDATE ON command
BEGIN SELECT RAISE(ABORT, 'commands never change'); END;
CREATE TRIGGER command_stays BEFORE DELETE ON command
BEGIN SELECT RAISE(ABORT, 'commands are never deleted'); END;
