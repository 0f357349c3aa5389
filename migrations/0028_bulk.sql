-- What somebody of the office does to many applications at once. `asked` is JSON, sealed: it holds what they typed.
CREATE TABLE bulk (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    asked TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- where the dry run has come to; none: at the beginning
    place TEXT,
    -- how many applications it has met
    n BIGINT NOT NULL,
    -- until then it can be taken back as if it had never been
    starts_at BIGINT,
    ended_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX bulk_of_person ON bulk (person, id);
CREATE INDEX bulk_by_age ON bulk (expires_at);

-- One application in it, in the order in which the dry run met it.
CREATE TABLE bulk_row (
    bulk UUID NOT NULL REFERENCES bulk (id),
    n BIGINT NOT NULL,
    application UUID NOT NULL REFERENCES application (id),
    -- as it was looked at; once the act was done, as it left it
    version BIGINT NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL,
    -- why not; JSON
    why TEXT,
    -- in whose hands it was before
    held UUID,
    PRIMARY KEY (bulk, n)
); -- keyed
CREATE INDEX bulk_row_outcome ON bulk_row (bulk, outcome, n);
-- An application tells its readers that something is about to happen to it.
CREATE INDEX bulk_row_ready ON bulk_row (application) WHERE outcome = 'ready';
