-- What a unit answered to an admission notice, where its reading ends by that: the answer is left to it,
-- and a list leads to it. Follows from the log; a row that is not written again yet says none.
ALTER TABLE chain_party ADD COLUMN answer TEXT;
ALTER TABLE chain_party ADD COLUMN answered_at BIGINT;
CREATE INDEX chain_party_answered ON chain_party (unit, answered_at, chain)
    WHERE answered_at IS NOT NULL;
