-- What happens later, what went out, and what people think of it.
CREATE TABLE job (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- While claimed: when the lease ends.
    run_at BIGINT NOT NULL,
    claimed_until BIGINT,
    attempt BIGINT NOT NULL DEFAULT 0,
    dedupe TEXT UNIQUE,
    created_at BIGINT NOT NULL,
    done_at BIGINT,
    parked_at BIGINT,
    last_error TEXT
);
CREATE INDEX job_due ON job (run_at) WHERE done_at IS NULL AND parked_at IS NULL;
CREATE INDEX job_parked ON job (id) WHERE done_at IS NULL AND parked_at IS NOT NULL;
CREATE INDEX job_done ON job (done_at) WHERE done_at IS NOT NULL;

CREATE TABLE sent_mail (
    id UUID PRIMARY KEY,
    application UUID REFERENCES application (id),
    to_hash BYTEA NOT NULL,
    subject TEXT NOT NULL,
    at BIGINT NOT NULL,
    dedupe TEXT NOT NULL UNIQUE
);
CREATE INDEX sent_mail_of_application ON sent_mail (application, id) WHERE application IS NOT NULL;

CREATE TABLE rating (
    id UUID PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    stars BIGINT NOT NULL,
    answers TEXT NOT NULL,
    text TEXT NOT NULL,
    service TEXT
);
CREATE INDEX rating_of_url ON rating (url, id);
CREATE INDEX rating_of_service ON rating (service, id) WHERE service IS NOT NULL;
