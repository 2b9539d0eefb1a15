-- Protected identity as the feed says it, and the stays in which the person has died. Both
-- follow from the log; the rows are made anew by this version.
ALTER TABLE stay ADD COLUMN protected BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX stay_deceased ON stay (person) WHERE deceased;
