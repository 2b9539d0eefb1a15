-- Rows that pages read. All of it follows from the log and may be emptied and written again.
-- Times are whole milliseconds since 1970, dates are ISO texts. Texts that are ordered or searched
-- by their beginning compare by their bytes, whatever the language of the database.

CREATE TABLE projection_version (
    one     SMALLINT PRIMARY KEY CHECK (one = 1),
    version BIGINT   NOT NULL
);

CREATE TABLE chain (
    chain              BYTEA   PRIMARY KEY,
    person             BYTEA   NOT NULL,
    family             TEXT    NOT NULL,
    given              TEXT    NOT NULL,
    name_folded        TEXT    NOT NULL,
    identifier_system  TEXT    COLLATE "C" NOT NULL,
    identifier         TEXT    COLLATE "C" NOT NULL,
    birth_date         TEXT,
    protected          BOOLEAN NOT NULL,
    municipality       TEXT,
    area               TEXT,
    ward               TEXT    NOT NULL,
    place              TEXT,
    stage              TEXT    NOT NULL,
    stage_since        BIGINT  NOT NULL,
    admitted_at        BIGINT,
    estimate           BIGINT,
    ready_at           BIGINT,
    municipality_ready BOOLEAN,
    outpatient_ready   BOOLEAN,
    discharged_at      BIGINT,
    liability_from     TEXT,
    prepared           BIGINT  NOT NULL,
    prepared_of        BIGINT  NOT NULL,
    weekend_from       BIGINT,
    weekend_until      BIGINT,
    conflict           BOOLEAN NOT NULL,
    owner              TEXT,
    active             BOOLEAN NOT NULL,
    recompute_at       BIGINT,
    changed_at         BIGINT  NOT NULL,
    version            BIGINT  NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX chain_person ON chain (person, active);
CREATE INDEX chain_identifier ON chain (identifier, identifier_system);
CREATE INDEX chain_recompute ON chain (recompute_at) WHERE active AND recompute_at IS NOT NULL;

CREATE TABLE chain_party (
    chain          BYTEA    NOT NULL,
    unit           TEXT     COLLATE "C" NOT NULL,
    organisation   TEXT     NOT NULL,
    branch         TEXT     NOT NULL,
    active         BOOLEAN  NOT NULL,
    reads_until    BIGINT,
    group_no       SMALLINT NOT NULL,
    step_code      TEXT,
    step_detail    TEXT,
    step_unit      TEXT,
    step_role      TEXT,
    step_due       BIGINT,
    step_statutory BOOLEAN,
    unseen         BIGINT   NOT NULL,
    taken_by       TEXT,
    is_new         BOOLEAN  NOT NULL,
    -- What follows is copied or derived, so that each list is one range of one index.
    list           SMALLINT NOT NULL, -- 0 = on no list, 1 = open, 2 = closed
    order_group    SMALLINT NOT NULL, -- group_no; 5 when closed
    order_ms       BIGINT   NOT NULL, -- due, or the greatest number; minus the end when closed
    untaken        BOOLEAN  NOT NULL, -- ours and nobody has taken it
    area           TEXT,
    weekend_from   BIGINT,
    weekend_until  BIGINT,
    name_folded    TEXT     COLLATE "C" NOT NULL,
    changed_at     BIGINT   NOT NULL,
    PRIMARY KEY (chain, unit)
) WITH (fillfactor = 80);
CREATE INDEX chain_party_list ON chain_party (unit, list, order_group, order_ms, chain);
CREATE INDEX chain_party_name ON chain_party (unit, name_folded, chain) WHERE list > 0;
CREATE INDEX chain_party_changed ON chain_party (unit, changed_at, chain) WHERE list > 0;
CREATE INDEX chain_party_ending ON chain_party (unit, reads_until)
    WHERE list = 1 AND reads_until IS NOT NULL;
CREATE INDEX chain_party_weekend ON chain_party (unit, weekend_until)
    WHERE list = 1 AND weekend_until IS NOT NULL;

-- Counts over all open rows of a unit, kept by difference. One row per partition of the chains: a
-- writer that holds a partition never waits for the writer of another. What depends on the time of
-- reading is counted when it is read.
CREATE TABLE unit_counter (
    unit    TEXT     COLLATE "C" NOT NULL,
    part    SMALLINT NOT NULL,
    open    BIGINT   NOT NULL,
    ours    BIGINT   NOT NULL,
    unseen  BIGINT   NOT NULL,
    untaken BIGINT   NOT NULL,
    PRIMARY KEY (unit, part)
) WITH (fillfactor = 50);

-- Whose own an open case is, by unit: a user who has taken something over, or "=name" where a person
-- is named.
CREATE TABLE chain_taker (
    unit  TEXT  COLLATE "C" NOT NULL,
    who   TEXT  COLLATE "C" NOT NULL,
    chain BYTEA NOT NULL,
    PRIMARY KEY (unit, who, chain)
);
CREATE INDEX chain_taker_chain ON chain_taker (chain);

CREATE TABLE stay (
    visit_key         TEXT    COLLATE "C" PRIMARY KEY,
    stay              BYTEA   NOT NULL,
    visit             TEXT    NOT NULL,
    person            BYTEA   NOT NULL,
    identifier_kind   TEXT    NOT NULL,
    identifier_system TEXT    NOT NULL,
    identifier        TEXT    NOT NULL,
    name              TEXT    NOT NULL,
    family            TEXT    NOT NULL,
    given             TEXT    NOT NULL,
    municipality      TEXT,
    address           TEXT,
    state             TEXT    NOT NULL,
    ward_code         TEXT    COLLATE "C",
    ward              TEXT    COLLATE "C",
    place             TEXT,
    admitted_at       BIGINT,
    discharged_at     BIGINT,
    deceased          BOOLEAN NOT NULL,
    chain             BYTEA,
    open              BOOLEAN NOT NULL, -- planned, admitted or on leave
    waiting           BOOLEAN NOT NULL  -- admitted or on leave, and no chain yet
);
CREATE INDEX stay_ward ON stay (ward, admitted_at DESC NULLS LAST, visit_key DESC) WHERE waiting;
CREATE INDEX stay_person ON stay (person, visit_key) WHERE open;
CREATE INDEX stay_unmapped ON stay (ward_code) WHERE open AND ward IS NULL;

CREATE TABLE person_identifier (
    value  TEXT  COLLATE "C" NOT NULL,
    system TEXT  COLLATE "C" NOT NULL,
    person BYTEA NOT NULL,
    PRIMARY KEY (value, system)
);
