-- Protected identity as the feed says it, and the stays whose person has died, by their chain. Both
-- follow from the log; the rows are made anew by this version.
ALTER TABLE stay ADD COLUMN protected INTEGER NOT NULL DEFAULT 0;
CREATE INDEX stay_deceased ON stay (chain) WHERE deceased = 1 AND chain IS NOT NULL;
