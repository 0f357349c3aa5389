-- Since when an opinion stands still because who is to give it misses something: its day is nobody's lateness meanwhile.
ALTER TABLE opinion ADD COLUMN held_since BIGINT;
CREATE INDEX opinion_outside ON opinion (until_on) WHERE office IS NULL AND ended_at IS NULL;
