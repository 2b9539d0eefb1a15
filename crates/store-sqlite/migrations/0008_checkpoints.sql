-- What servers have signed of the log, every 10 000 events: how far each partition had come, and a
-- digest of everything before.
CREATE TABLE checkpoint (
    number    INTEGER PRIMARY KEY,
    origin    BLOB    NOT NULL, -- node and epoch, 24 bytes
    at        INTEGER NOT NULL,
    marks     BLOB    NOT NULL, -- partition, position, digest: 42 bytes each
    signature BLOB    NOT NULL
) STRICT;
CREATE TRIGGER checkpoint_is_kept BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints never change'); END;
CREATE TRIGGER checkpoint_stays BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;
