-- What the municipality's own registers say of persons: first values of forms.
CREATE TABLE known (
    -- keyed digest of the fiscal code
    person BYTEA NOT NULL,
    -- the register, as people know it: Anagrafe comunale
    register TEXT COLLATE "C" NOT NULL,
    -- the day of which it tells, ISO 8601
    told_on TEXT NOT NULL,
    -- what it says cannot be changed in a form
    is_authoritative BOOLEAN NOT NULL,
    -- sealed: values by name
    said BYTEA NOT NULL,
    PRIMARY KEY (person, register)
); -- keyed
