-- The last time that anybody of a unit was signed in: says which units do not read Brygga. It is
-- kept by unit and never says who. Sessions that are there already count.
CREATE TABLE unit_sign_in (
    unit TEXT    PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO unit_sign_in (unit, at)
    SELECT substr(assignment, instr(assignment, '@') + 1), max(seen_at) FROM session
    WHERE instr(assignment, '@') > 0 GROUP BY 1;
