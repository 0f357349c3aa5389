-- What is kept of sign-ins: their log, the keys that providers know us by, the way in when providers are gone.
-- Sign-ins under way last minutes: they begin anew.
DELETE FROM signin;
ALTER TABLE signin ADD COLUMN id UUID NOT NULL;
-- which provider of a federation
ALTER TABLE signin ADD COLUMN choice TEXT;
-- what was said so far, sealed: written to the log when an answer comes
ALTER TABLE signin ADD COLUMN said BYTEA;

ALTER TABLE session ADD COLUMN signin UUID;
-- how the provider calls the person
ALTER TABLE session ADD COLUMN subject TEXT;
-- name of the provider, for people
ALTER TABLE session ADD COLUMN method TEXT NOT NULL DEFAULT '';
-- where from, without the last part of the address
ALTER TABLE session ADD COLUMN network TEXT;
-- living sessions whose tokens must be given back when they end by themselves
CREATE INDEX session_to_sweep ON session (idle_until) WHERE tokens IS NOT NULL AND ended_at IS NULL;
CREATE INDEX session_of_subject ON session (provider, subject) WHERE subject IS NOT NULL;

-- Every message of every sign-in, in one chain. Only ever added to; what is old enough goes from its beginning.
CREATE TABLE signin_log (
    seq BIGINT PRIMARY KEY,
    signin UUID NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    provider TEXT NOT NULL,
    client_id TEXT,
    code TEXT,
    jti TEXT,
    iss TEXT,
    sub TEXT,
    -- seconds since 1970
    iat BIGINT,
    exp BIGINT,
    -- keyed digest of the fiscal code, once known
    person BYTEA,
    body BYTEA NOT NULL,
    previous BYTEA NOT NULL,
    hash BYTEA NOT NULL
);
CREATE INDEX signin_log_of_signin ON signin_log (signin, seq);
CREATE INDEX signin_log_by_at ON signin_log (at);
CREATE INDEX signin_log_by_code ON signin_log (code) WHERE code IS NOT NULL;
CREATE INDEX signin_log_by_jti ON signin_log (jti) WHERE jti IS NOT NULL;
CREATE INDEX signin_log_by_sub ON signin_log (sub) WHERE sub IS NOT NULL;
CREATE INDEX signin_log_by_person ON signin_log (person) WHERE person IS NOT NULL;

-- The two ends of the chain: what stands before its first row, and its last row. One row.
CREATE TABLE signin_log_ends (
    id BIGINT PRIMARY KEY,
    gone_seq BIGINT NOT NULL,
    gone_hash BYTEA,
    last_seq BIGINT NOT NULL,
    last_hash BYTEA,
    -- keyed digest of the others
    proof BYTEA
);
INSERT INTO signin_log_ends (id, gone_seq, gone_hash, last_seq, last_hash, proof)
    VALUES (1, 0, NULL, 0, NULL, NULL);

-- Keys of the relying party.
CREATE TABLE identity_key (
    kid TEXT COLLATE "C" PRIMARY KEY,
    purpose TEXT NOT NULL,
    state TEXT NOT NULL,
    -- JWK
    public TEXT NOT NULL,
    -- JWK, sealed
    private BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX identity_key_in_use ON identity_key (purpose) WHERE state = 'active';

-- Administrators for an hour, made on the command line.
CREATE TABLE recovery (
    token_hash BYTEA PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    -- of the one-time codes, sealed
    secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    used_at BIGINT
);
