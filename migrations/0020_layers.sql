-- What was changed of answers after they were sent, by the number of the event that says so. Sealed, as the answers are.
CREATE TABLE layer (
    application UUID NOT NULL REFERENCES application (id),
    seq BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (application, seq)
); -- keyed
