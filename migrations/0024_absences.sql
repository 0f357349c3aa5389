-- When somebody of the staff is away, and who stands in for them.
CREATE TABLE absence (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    first_on TEXT COLLATE "C" NOT NULL,
    last_on TEXT COLLATE "C" NOT NULL,
    substitute UUID REFERENCES person (id),
    written_by UUID NOT NULL REFERENCES person (id),
    written_at BIGINT NOT NULL,
    -- taken back
    ended_at BIGINT
);
CREATE INDEX absence_to_come ON absence (last_on, first_on, id) WHERE ended_at IS NULL;
