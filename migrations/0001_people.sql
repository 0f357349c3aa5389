-- Who people are, what they may do, and that they are signed in.
CREATE TABLE person (
    id UUID PRIMARY KEY,
    -- cf:<fiscal code> or eidas:<identifier>
    key TEXT NOT NULL UNIQUE,
    fiscal_code TEXT COLLATE "C",
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    -- family name and given name as a search compares them
    folded TEXT COLLATE "C" NOT NULL,
    attributes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX person_by_fiscal_code ON person (fiscal_code);
CREATE INDEX person_by_name ON person (folded, id);

CREATE TABLE role (
    person UUID NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    -- NULL: every office, every procedure
    office TEXT,
    procedure TEXT,
    since BIGINT NOT NULL,
    until BIGINT
);
CREATE UNIQUE INDEX role_once
    ON role (person, role, coalesce(office, ''), coalesce(procedure, ''));
CREATE INDEX role_of_office ON role (office, role);

CREATE TABLE office (
    id TEXT PRIMARY KEY,
    data TEXT NOT NULL,
    position BIGINT NOT NULL
);

CREATE TABLE session (
    token_hash BYTEA PRIMARY KEY,
    id UUID NOT NULL UNIQUE,
    person UUID NOT NULL REFERENCES person (id),
    acting TEXT NOT NULL,
    level BIGINT NOT NULL,
    provider TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    idle_until BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    device TEXT NOT NULL,
    ended_at BIGINT,
    tokens BYTEA
);
CREATE INDEX session_of_person ON session (person, id);
CREATE INDEX session_by_end ON session (expires_at);

CREATE TABLE signin (
    state_hash BYTEA PRIMARY KEY,
    browser_hash BYTEA NOT NULL,
    provider TEXT NOT NULL,
    nonce TEXT NOT NULL,
    verifier TEXT NOT NULL,
    return_to TEXT NOT NULL,
    acting TEXT NOT NULL,
    level BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX signin_by_end ON signin (expires_at);

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE audit (
    id UUID PRIMARY KEY,
    at BIGINT NOT NULL,
    person UUID,
    what TEXT NOT NULL,
    detail TEXT NOT NULL
);
