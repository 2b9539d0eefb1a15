-- What says whether a month of the fact table is as it was: how many chains count in it, and their
-- marks, xor-ed together; apart for each partition, so that no writer waits for another one. Both follow
-- from the log; the rows are made anew by this version.
ALTER TABLE chain_fact ADD COLUMN mark BIGINT NOT NULL DEFAULT 0;
CREATE TABLE fact_month (
    month  BIGINT   NOT NULL,
    part   SMALLINT NOT NULL,
    chains BIGINT   NOT NULL,
    mark   BIGINT   NOT NULL,
    PRIMARY KEY (month, part)
) WITH (fillfactor = 50);
