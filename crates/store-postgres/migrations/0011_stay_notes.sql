-- Protected identity as the feed says it, and the stays whose person has died, by their chain. Both
-- follow from the log; the rows are made anew by this version.
ALTER TABLE stay ADD COLUMN protected BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX stay_deceased ON stay (chain) WHERE deceased AND chain IS NOT NULL;
