-- Kommunklar is one value for each municipality: how many are ready, of how many, as the unit's row
-- shows it. Follows from the log; a row that is not written again yet says none.
ALTER TABLE chain_party ADD COLUMN municipalities_ready BIGINT NOT NULL DEFAULT 0;
ALTER TABLE chain_party ADD COLUMN municipalities BIGINT NOT NULL DEFAULT 0;
