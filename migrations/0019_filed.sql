-- What the person called a file, where it was given another name when it was sent.
ALTER TABLE file ADD COLUMN given_name TEXT;
