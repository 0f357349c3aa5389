-- What the office and the citizen write to each other about an application. The text is sealed.
CREATE TABLE message (
    id UUID PRIMARY KEY,
    application UUID NOT NULL REFERENCES application (id),
    author UUID NOT NULL REFERENCES person (id),
    -- the office that wrote; none: the citizen
    office TEXT COLLATE "C",
    at BIGINT NOT NULL,
    text TEXT NOT NULL,
    -- of what was posted: what comes twice is kept once
    digest BYTEA NOT NULL,
    -- when the other side opened it, and who did
    read_at BIGINT,
    read_by UUID REFERENCES person (id),
    UNIQUE (application, author, digest)
);
CREATE INDEX message_of_application ON message (application, id);
-- What an office has not opened yet, and what citizens have not.
CREATE INDEX message_to_office ON message (application) WHERE office IS NULL AND read_at IS NULL;
CREATE INDEX message_to_citizen ON message (application) WHERE office IS NOT NULL AND read_at IS NULL;

-- Notes are the office's alone; one that was struck stays, with who struck it.
ALTER TABLE note DROP COLUMN private;
ALTER TABLE note ADD COLUMN digest BYTEA;
ALTER TABLE note ADD COLUMN struck_at BIGINT;
ALTER TABLE note ADD COLUMN struck_by UUID REFERENCES person (id);
CREATE UNIQUE INDEX note_once ON note (application, author, digest) WHERE digest IS NOT NULL;

-- An office's own labels, and the applications that bear them.
CREATE TABLE label (
    id UUID PRIMARY KEY,
    office TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    colour TEXT NOT NULL,
    archived_at BIGINT
);
CREATE INDEX label_of_office ON label (office);

CREATE TABLE labelled (
    label UUID NOT NULL REFERENCES label (id),
    application UUID NOT NULL REFERENCES application (id),
    -- the label's
    office TEXT COLLATE "C" NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (label, application)
); -- keyed
CREATE INDEX labelled_of_application ON labelled (application, label);

-- Texts that an office keeps ready, for all that it does or for one procedure.
CREATE TABLE ready_text (
    id UUID PRIMARY KEY,
    office TEXT COLLATE "C" NOT NULL,
    procedure TEXT COLLATE "C",
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    changed_by UUID NOT NULL REFERENCES person (id),
    changed_at BIGINT NOT NULL
);
CREATE INDEX ready_text_of_office ON ready_text (office);
