-- What becomes of answers that several pages save is decided before they are written: beside each stand those that
-- were replaced unseen (a list of answers, each with the page that had saved it) and the pages that saved it.
ALTER TABLE answer ADD COLUMN earlier TEXT;
ALTER TABLE answer ADD COLUMN writers TEXT NOT NULL DEFAULT '[]';
UPDATE answer SET earlier = '[[' || previous || ',""]]' WHERE previous LIKE '[%';
ALTER TABLE answer DROP COLUMN previous;
ALTER TABLE answer DROP COLUMN client;
ALTER TABLE answer DROP COLUMN seq;
