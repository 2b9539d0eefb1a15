-- What follow-up counts, one row a chain. Follows from the log like the lists. Months are numbers:
-- 2025-04 is 202504.
CREATE TABLE chain_fact (
    chain        BYTEA   PRIMARY KEY,
    month        BIGINT  NOT NULL,
    first_month  BIGINT  NOT NULL,
    last_month   BIGINT,           -- none while the stay goes on
    long         BOOLEAN NOT NULL, -- goes on, or reaches over more than three months
    ward         TEXT    NOT NULL,
    municipality TEXT,
    version      BIGINT  NOT NULL,
    facts        BYTEA   NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX chain_fact_month ON chain_fact (month, chain);
CREATE INDEX chain_fact_first ON chain_fact (long, first_month, chain);
