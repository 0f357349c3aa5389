-- Opinions that were asked of another office, or of somebody outside, by the number of the event that asked.
CREATE TABLE opinion (
    application UUID NOT NULL REFERENCES application (id),
    seq BIGINT NOT NULL,
    -- none: somebody outside
    office TEXT COLLATE "C",
    until_on TEXT COLLATE "C" NOT NULL,
    asked_at BIGINT NOT NULL,
    -- given, or not needed any more
    ended_at BIGINT,
    -- outside: digest of the link they were sent
    link BYTEA UNIQUE,
    -- outside: who followed it, and answers
    person UUID REFERENCES person (id),
    PRIMARY KEY (application, seq)
); -- keyed
CREATE INDEX opinion_awaited ON opinion (office, until_on, application, seq) WHERE ended_at IS NULL;
CREATE INDEX opinion_ended ON opinion (office, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX opinion_of_person ON opinion (person, until_on) WHERE person IS NOT NULL;
