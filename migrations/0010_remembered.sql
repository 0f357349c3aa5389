-- What a person declared in an application and may be offered again in another.
CREATE TABLE remembered (
    person UUID NOT NULL REFERENCES person (id),
    -- what forms call it: store.phone
    name TEXT COLLATE "C" NOT NULL,
    -- sealed
    value BYTEA NOT NULL,
    declared_at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (person, name)
); -- keyed
CREATE INDEX remembered_until ON remembered (until);
