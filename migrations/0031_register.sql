-- What left under a number of the protocol register; what came has its number on the application.
CREATE TABLE register_entry (
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    application UUID NOT NULL REFERENCES application (id),
    event UUID NOT NULL,
    -- the letter's id in its procedure
    letter TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (year, number)
); -- keyed
