-- The log: facts that never change, in 16 partitions. Plain tables throughout: no sequences, no
-- triggers, no keys to other tables, so that the same schema runs on what PostgreSQL may grow into.

CREATE TABLE origin (
    number     BIGINT  PRIMARY KEY,
    node       BYTEA   NOT NULL,
    epoch      BIGINT  NOT NULL, -- the 64 bits as a signed number
    public_key BYTEA   NOT NULL,
    simulated  BOOLEAN NOT NULL,
    UNIQUE (node, epoch)
);

-- How far each partition had come when an origin first went on with this log.
CREATE TABLE log_epoch (
    origin  BIGINT   PRIMARY KEY,
    last    BIGINT[] NOT NULL, -- by partition
    made_at BIGINT   NOT NULL
);

-- Who writes as an origin, and until when by the clock of the database (decision 6).
CREATE TABLE origin_lease (
    origin BIGINT      PRIMARY KEY,
    holder BYTEA       NOT NULL,
    until  TIMESTAMPTZ NOT NULL
);

-- The last position given in each partition, locked and changed in the transaction that uses it: no
-- holes after a crash, and one writer at a time in a partition.
CREATE TABLE head (
    part SMALLINT PRIMARY KEY,
    seq  BIGINT   NOT NULL
) WITH (fillfactor = 10);
INSERT INTO head (part, seq) SELECT part, 0 FROM generate_series(0, 15) AS part;

CREATE TABLE event (
    part        SMALLINT NOT NULL,
    pos         BIGINT   NOT NULL,
    id          BYTEA    NOT NULL,
    stream      BYTEA    NOT NULL, -- begins with the aggregate, which gives the partition
    origin      BIGINT   NOT NULL, -- origin.number: node and epoch
    seq         BIGINT   NOT NULL,
    hlc         BIGINT   NOT NULL, -- copied from the header: the next event goes on after it
    header      BYTEA    NOT NULL,
    sig         BYTEA    NOT NULL,
    received_at BIGINT   NOT NULL,
    status      SMALLINT NOT NULL, -- 0 = good; others come with replication
    PRIMARY KEY (part, pos)
);
CREATE UNIQUE INDEX event_id ON event (part, id);
CREATE INDEX event_stream ON event (part, stream, pos);
CREATE UNIQUE INDEX event_origin ON event (part, stream, origin, seq);
-- The beginning of each stream, over all partitions in order: for walking through the aggregates.
CREATE INDEX event_first ON event (stream) WHERE seq = 1;

CREATE TABLE body (
    part   SMALLINT NOT NULL,
    pos    BIGINT   NOT NULL,
    key_id BIGINT   NOT NULL,
    bytes  BYTEA    NOT NULL,
    PRIMARY KEY (part, pos)
);

CREATE TABLE replaces (
    part   SMALLINT NOT NULL,
    target BYTEA    NOT NULL,
    pos    BIGINT   NOT NULL, -- the event that replaces it
    PRIMARY KEY (part, target, pos)
);

-- One row per act. An act may write in several partitions: `places` holds them in order of part,
-- ten bytes each (partition, position).
CREATE TABLE command (
    cmd     BYTEA  PRIMARY KEY,
    content BYTEA  NOT NULL,
    actor   TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    places  BYTEA  NOT NULL
);

-- Empty until replication.
CREATE TABLE receipt (
    part      SMALLINT NOT NULL,
    event_id  BYTEA    NOT NULL,
    receiver  BYTEA    NOT NULL,
    arrival   BIGINT   NOT NULL,
    at        BIGINT   NOT NULL,
    grade     SMALLINT NOT NULL,
    signature BYTEA    NOT NULL,
    PRIMARY KEY (part, event_id, receiver)
);
CREATE TABLE outbox (
    part     SMALLINT NOT NULL,
    peer     BYTEA    NOT NULL,
    event_id BYTEA    NOT NULL,
    PRIMARY KEY (part, peer, event_id)
);
CREATE TABLE quarantine (
    event_id BYTEA  PRIMARY KEY,
    header   BYTEA  NOT NULL,
    sig      BYTEA  NOT NULL,
    body     BYTEA,
    reason   TEXT   NOT NULL,
    at       BIGINT NOT NULL
);

-- Facts never change: not even by the role that made the tables, unless it gives itself the right.
REVOKE UPDATE, DELETE, TRUNCATE ON event, body, replaces, command FROM CURRENT_USER;
