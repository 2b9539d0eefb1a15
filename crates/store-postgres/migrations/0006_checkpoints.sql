-- What servers have signed of the log, every 10 000 events: how far each partition had come, and a
-- digest of everything before.
CREATE TABLE checkpoint (
    number    BIGINT PRIMARY KEY,
    origin    BYTEA  NOT NULL, -- node and epoch, 24 bytes
    at        BIGINT NOT NULL,
    marks     BYTEA  NOT NULL, -- partition, position, digest: 42 bytes each
    signature BYTEA  NOT NULL
);
REVOKE UPDATE, DELETE, TRUNCATE ON checkpoint FROM CURRENT_USER;
