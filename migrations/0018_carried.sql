-- The revision from which a draft's answers were carried over, until its person has read what is new.
ALTER TABLE draft ADD COLUMN moved_from BIGINT;
