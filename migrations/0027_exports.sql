-- What somebody of the office has asked to take out of the queue. `asked` and `found` are JSON.
CREATE TABLE export (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    asked TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- where gathering has come to; none: at the beginning
    place TEXT,
    -- how many pieces lie in the vault
    parts BIGINT NOT NULL,
    -- how many applications
    n BIGINT NOT NULL,
    found TEXT NOT NULL,
    sha256 BYTEA,
    size BIGINT,
    name TEXT NOT NULL,
    why TEXT,
    ready_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX export_of_person ON export (person, id);
CREATE INDEX export_by_age ON export (expires_at);
CREATE INDEX export_by_content ON export (sha256) WHERE sha256 IS NOT NULL;

-- How many applications came in, and how those that ended did: by month, so that a picture of years is a few rows.
CREATE TABLE intake (
    month TEXT COLLATE "C" NOT NULL,
    office TEXT COLLATE "C" NOT NULL,
    procedure TEXT COLLATE "C" NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (month, office, procedure)
); -- keyed

CREATE TABLE ended (
    procedure TEXT COLLATE "C" NOT NULL,
    month TEXT COLLATE "C" NOT NULL,
    office TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    -- kept, missed; none: there was no term
    term TEXT COLLATE "C" NOT NULL,
    -- from sending to the end
    days BIGINT NOT NULL,
    -- those of them on which the term did not stand still
    worked BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (procedure, month, office, outcome, term, days, worked)
); -- keyed

-- 0: in no count yet; 1: its coming is counted; 2: its end too.
ALTER TABLE application ADD COLUMN counted BIGINT NOT NULL DEFAULT 0;
CREATE INDEX application_come ON application (id) WHERE counted = 0;
CREATE INDEX application_ended ON application (id) WHERE counted = 1 AND closed_at IS NOT NULL;
