-- Nobody reads it: the queue counts as far as it shows.
DROP TABLE tally;
-- The last day on which the term stands still, where one is known.
ALTER TABLE application ADD COLUMN suspended_until TEXT COLLATE "C";
