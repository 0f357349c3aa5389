-- Registers that administrators keep (streets, nurseries), as CSV; each change is a revision, the last one counts.
CREATE TABLE register_revision (
    name TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    created_by UUID REFERENCES person (id),
    PRIMARY KEY (name, revision)
); -- keyed
