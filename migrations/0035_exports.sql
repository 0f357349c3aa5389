-- What is taken out of the queue lies in the vault sealed, while it is gathered and when it is ready, under names that its
-- row alone knows. Those that there were lay there in clear: they are asked for again.
DROP TABLE export;
CREATE TABLE export (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    -- sealed
    asked TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- where gathering has come to; none: at the beginning
    place TEXT,
    -- how many pieces were gathered
    parts BIGINT NOT NULL,
    -- how many applications
    n BIGINT NOT NULL,
    -- JSON
    found TEXT NOT NULL,
    -- the name of the first chunk of the file in the vault, once it is ready; the others count on from it
    content UUID,
    chunks BIGINT NOT NULL,
    size BIGINT,
    name TEXT NOT NULL,
    why TEXT,
    ready_at BIGINT,
    expires_at BIGINT NOT NULL
);
CREATE INDEX export_of_person ON export (person, id);
CREATE INDEX export_by_age ON export (expires_at);
