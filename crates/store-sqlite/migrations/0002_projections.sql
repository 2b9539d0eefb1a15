-- Rows that pages read. All of it follows from the log and may be emptied and written again.
-- Times are whole milliseconds since 1970, dates are ISO texts.

CREATE TABLE projection_version (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL
) STRICT;

CREATE TABLE chain (
    chain              BLOB    PRIMARY KEY,
    person             BLOB    NOT NULL,
    family             TEXT    NOT NULL,
    given              TEXT    NOT NULL,
    name_folded        TEXT    NOT NULL,
    identifier_system  TEXT    NOT NULL,
    identifier         TEXT    NOT NULL,
    birth_date         TEXT,
    protected          INTEGER NOT NULL,
    municipality       TEXT,
    area               TEXT,
    ward               TEXT    NOT NULL,
    place              TEXT,
    stage              TEXT    NOT NULL,
    stage_since        INTEGER NOT NULL,
    admitted_at        INTEGER,
    estimate           INTEGER,
    ready_at           INTEGER,
    municipality_ready INTEGER,
    outpatient_ready   INTEGER,
    discharged_at      INTEGER,
    liability_from     TEXT,
    prepared           INTEGER NOT NULL,
    prepared_of        INTEGER NOT NULL,
    weekend_from       INTEGER,
    weekend_until      INTEGER,
    conflict           INTEGER NOT NULL,
    owner              TEXT,
    active             INTEGER NOT NULL,
    recompute_at       INTEGER,
    changed_at         INTEGER NOT NULL,
    version            INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX chain_person ON chain (person, active);
CREATE INDEX chain_identifier ON chain (identifier, identifier_system);
CREATE INDEX chain_recompute ON chain (recompute_at)
    WHERE active = 1 AND recompute_at IS NOT NULL;

CREATE TABLE chain_party (
    chain          BLOB    NOT NULL,
    unit           TEXT    NOT NULL,
    organisation   TEXT    NOT NULL,
    branch         TEXT    NOT NULL,
    active         INTEGER NOT NULL,
    reads_until    INTEGER,
    group_no       INTEGER NOT NULL,
    step_code      TEXT,
    step_detail    TEXT,
    step_unit      TEXT,
    step_role      TEXT,
    step_due       INTEGER,
    step_statutory INTEGER,
    unseen         INTEGER NOT NULL,
    taken_by       TEXT,
    is_new         INTEGER NOT NULL,
    -- What follows is copied or derived, so that each list is one range of one index.
    list           INTEGER NOT NULL, -- 0 = on no list, 1 = open, 2 = closed
    order_group    INTEGER NOT NULL, -- group_no; 5 when closed
    order_ms       INTEGER NOT NULL, -- due, or the greatest number; minus the end when closed
    untaken        INTEGER NOT NULL, -- ours and nobody has taken it
    area           TEXT,
    weekend_from   INTEGER,
    weekend_until  INTEGER,
    name_folded    TEXT    NOT NULL,
    changed_at     INTEGER NOT NULL,
    PRIMARY KEY (chain, unit)
) STRICT, WITHOUT ROWID;
-- The order of a list with everything that a filter asks for: no other page is read for a row
-- that is not shown.
CREATE INDEX chain_party_list ON chain_party
    (unit, list, order_group, order_ms, chain, reads_until, area, unseen, untaken,
     weekend_from, weekend_until);
CREATE INDEX chain_party_name ON chain_party (unit, name_folded, chain) WHERE list > 0;
CREATE INDEX chain_party_changed ON chain_party (unit, changed_at, chain) WHERE list > 0;
CREATE INDEX chain_party_ending ON chain_party (unit, reads_until, order_group, unseen, untaken)
    WHERE list = 1 AND reads_until IS NOT NULL;
CREATE INDEX chain_party_weekend ON chain_party
    (unit, weekend_until, weekend_from, order_group, reads_until)
    WHERE list = 1 AND weekend_until IS NOT NULL;

-- Counts over all open rows of a unit, kept by difference. What depends on the time of reading is
-- counted when it is read.
CREATE TABLE unit_counter (
    unit    TEXT    PRIMARY KEY,
    open    INTEGER NOT NULL,
    ours    INTEGER NOT NULL,
    unseen  INTEGER NOT NULL,
    untaken INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE stay (
    visit_key         TEXT    PRIMARY KEY,
    stay              BLOB    NOT NULL,
    visit             TEXT    NOT NULL,
    person            BLOB    NOT NULL,
    identifier_kind   TEXT    NOT NULL,
    identifier_system TEXT    NOT NULL,
    identifier        TEXT    NOT NULL,
    name              TEXT    NOT NULL,
    family            TEXT    NOT NULL,
    given             TEXT    NOT NULL,
    municipality      TEXT,
    address           TEXT,
    state             TEXT    NOT NULL,
    ward_code         TEXT,
    ward              TEXT,
    place             TEXT,
    admitted_at       INTEGER,
    discharged_at     INTEGER,
    deceased          INTEGER NOT NULL,
    chain             BLOB,
    open              INTEGER NOT NULL, -- planned, admitted or on leave
    waiting           INTEGER NOT NULL  -- admitted or on leave, and no chain yet
) STRICT, WITHOUT ROWID;
CREATE INDEX stay_ward ON stay (ward, admitted_at, visit_key) WHERE waiting = 1;
CREATE INDEX stay_person ON stay (person) WHERE open = 1;
CREATE INDEX stay_unmapped ON stay (ward_code) WHERE open = 1 AND ward IS NULL;

CREATE TABLE person_identifier (
    value  TEXT NOT NULL,
    system TEXT NOT NULL,
    person BLOB NOT NULL,
    PRIMARY KEY (value, system)
) STRICT, WITHOUT ROWID;
