-- Rankings: one is a list of applications in order, computed in rounds, published, approved, scrolled.
CREATE TABLE ranking (
    id UUID PRIMARY KEY,
    procedure TEXT COLLATE "C" NOT NULL,
    office TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    -- computing, computed, failed
    work TEXT NOT NULL,
    -- draft, provisional, approved
    stage TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- days of receipt
    received_from TEXT NOT NULL,
    received_to TEXT NOT NULL,
    -- places by list, JSON
    places TEXT NOT NULL,
    seed TEXT NOT NULL,
    -- the round that is, or is being, computed; the one that is public; the revisions of the procedure that say how
    round BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    shown BIGINT,
    shown_revision BIGINT,
    -- the last application that the round has read
    gathered UUID,
    created_at BIGINT NOT NULL,
    created_by UUID NOT NULL REFERENCES person (id),
    published_at BIGINT,
    -- last day for observations
    claims_until TEXT,
    approved_at BIGINT,
    act TEXT NOT NULL,
    -- last day on which the public reads it
    public_until TEXT
);
CREATE INDEX ranking_public ON ranking (public_until) WHERE shown IS NOT NULL;

-- Where an application stands in a round. `content` is sealed; position 0: it takes no part, `aside` says why.
CREATE TABLE ranked (
    ranking UUID NOT NULL REFERENCES ranking (id),
    round BIGINT NOT NULL,
    application UUID NOT NULL REFERENCES application (id),
    position BIGINT NOT NULL,
    -- hundredths
    points BIGINT NOT NULL,
    -- which criterion put it after the one before; none: the points did
    tie BIGINT,
    -- lists wanted, JSON, the most wanted first
    wants TEXT NOT NULL,
    state TEXT NOT NULL,
    -- in, state, office, revision, unreadable
    aside TEXT NOT NULL,
    -- the last change of its answers that was read
    layer BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (ranking, round, application)
); -- keyed
CREATE INDEX ranked_application ON ranked (application);

-- A place that is given: an application is given one at most.
CREATE TABLE place_given (
    application UUID PRIMARY KEY REFERENCES application (id),
    ranking UUID NOT NULL REFERENCES ranking (id),
    list TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- when it was offered
    told_at BIGINT
);

-- What was done with a ranking, in order; nothing of it is ever changed.
CREATE TABLE ranking_log (
    ranking UUID NOT NULL REFERENCES ranking (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    person UUID,
    what TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- of the list as it stood then
    digest BYTEA,
    PRIMARY KEY (ranking, seq)
); -- keyed
