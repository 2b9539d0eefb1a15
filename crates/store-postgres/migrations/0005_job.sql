-- Work in the background: one row for each kind and what it is about, gone when it is done.
CREATE TABLE job (
    kind        TEXT   NOT NULL,
    about       TEXT   NOT NULL,
    state       TEXT   NOT NULL, -- waiting, running, dead
    attempts    BIGINT NOT NULL,
    due_at      BIGINT NOT NULL, -- while it runs: when it may be taken over
    why         TEXT   NOT NULL,
    correlation TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL,
    PRIMARY KEY (kind, about)
);
CREATE INDEX job_due ON job (due_at, kind, about) WHERE state <> 'dead';
