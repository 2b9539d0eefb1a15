-- Chains that somebody has called the same admission as another one: `chain` holds the mark. Read from
-- both ends. Follows from the log; the rows are made anew by this version.
CREATE TABLE chain_link (
    chain BYTEA NOT NULL,
    other BYTEA NOT NULL,
    PRIMARY KEY (chain, other)
);
CREATE INDEX chain_link_other ON chain_link (other, chain);
