-- When somebody of an office was last given an application by distribution: whose turn it is.
CREATE TABLE rota (
    office TEXT COLLATE "C" NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (office, person)
); -- keyed

-- What is held while something is given out in an office, so that one is given out after the other.
CREATE TABLE rota_office (
    office TEXT COLLATE "C" PRIMARY KEY
);
