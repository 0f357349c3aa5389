-- What somebody of the staff wants to be told by e-mail and how often, and until when they have been.
CREATE TABLE digest (
    person UUID PRIMARY KEY REFERENCES person (id),
    -- at work
    address TEXT NOT NULL,
    -- JSON
    choices TEXT NOT NULL,
    hourly_until BIGINT NOT NULL,
    daily_until BIGINT NOT NULL,
    weekly_until BIGINT NOT NULL
); -- keyed
