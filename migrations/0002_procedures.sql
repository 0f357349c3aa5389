-- Procedures and their immutable revisions.
CREATE TABLE procedure (
    id TEXT COLLATE "C" PRIMARY KEY,
    -- the published revision
    current BIGINT,
    open BOOLEAN NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE revision (
    procedure TEXT COLLATE "C" NOT NULL REFERENCES procedure (id),
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by UUID,
    published_at BIGINT,
    accept_drafts_until BIGINT,
    PRIMARY KEY (procedure, number)
);
