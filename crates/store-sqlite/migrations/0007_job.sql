-- Work in the background: one row for each kind and what it is about, gone when it is done.
CREATE TABLE job (
    kind        TEXT    NOT NULL,
    about       TEXT    NOT NULL,
    state       TEXT    NOT NULL, -- waiting, running, dead
    attempts    INTEGER NOT NULL,
    due_at      INTEGER NOT NULL, -- while it runs: when it may be taken over
    why         TEXT    NOT NULL,
    correlation TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    PRIMARY KEY (kind, about)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_due ON job (due_at, kind, about) WHERE state <> 'dead';
