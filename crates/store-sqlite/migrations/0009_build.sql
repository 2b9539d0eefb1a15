-- How far the lists that are made anew beside have come; no row when they are not.
CREATE TABLE projection_build (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    state TEXT    NOT NULL
) STRICT;
