-- How far the lists that are made anew beside have come, and who makes them; no row when nobody does.
CREATE TABLE projection_build (
    one     SMALLINT    PRIMARY KEY CHECK (one = 1),
    holder  TEXT        NOT NULL,
    state   TEXT        NOT NULL,
    touched TIMESTAMPTZ NOT NULL
);
