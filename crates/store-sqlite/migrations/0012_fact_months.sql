-- What says whether a month of the fact table is as it was: how many chains count in it, and their
-- marks, xor-ed together. Both follow from the log; the rows are made anew by this version.
ALTER TABLE chain_fact ADD COLUMN mark INTEGER NOT NULL DEFAULT 0;
CREATE TABLE fact_month (
    month  INTEGER PRIMARY KEY,
    chains INTEGER NOT NULL,
    mark   INTEGER NOT NULL
) STRICT;
