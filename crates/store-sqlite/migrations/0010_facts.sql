-- What follow-up counts, one row a chain. Follows from the log like the lists. Months are numbers:
-- 2025-04 is 202504.
CREATE TABLE chain_fact (
    chain        BLOB    PRIMARY KEY,
    month        INTEGER NOT NULL,
    first_month  INTEGER NOT NULL,
    last_month   INTEGER,          -- none while the stay goes on
    long         INTEGER NOT NULL, -- goes on, or reaches over more than three months
    ward         TEXT    NOT NULL,
    municipality TEXT,
    version      INTEGER NOT NULL,
    facts        BLOB    NOT NULL
) STRICT;
CREATE INDEX chain_fact_month ON chain_fact (month, chain);
CREATE INDEX chain_fact_first ON chain_fact (long, first_month, chain);
