-- When somebody of an office was last given an application by distribution: whose turn it is.
CREATE TABLE rota (
    office TEXT COLLATE "C" NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (office, person)
); -- keyed
