-- Drafts, what was typed into them, and files.
CREATE TABLE draft (
    id UUID PRIMARY KEY,
    person UUID NOT NULL REFERENCES person (id),
    procedure TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    sent_application UUID,
    deleted_at BIGINT,
    token BYTEA NOT NULL,
    FOREIGN KEY (procedure, revision) REFERENCES revision (procedure, number)
);
CREATE INDEX draft_of_person ON draft (person, id)
    WHERE sent_application IS NULL AND deleted_at IS NULL;
CREATE INDEX draft_by_age ON draft (saved_at) WHERE sent_application IS NULL;

CREATE TABLE answer (
    draft UUID NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    path TEXT COLLATE "C" NOT NULL,
    value TEXT NOT NULL,
    seq BIGINT NOT NULL,
    client TEXT NOT NULL,
    saved_at BIGINT NOT NULL,
    previous TEXT,
    PRIMARY KEY (draft, path)
); -- keyed

CREATE TABLE file (
    id UUID PRIMARY KEY,
    draft UUID REFERENCES draft (id) ON DELETE SET NULL,
    application UUID,
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    created_at BIGINT NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    removed_at BIGINT
);
CREATE INDEX file_of_draft ON file (draft, id) WHERE draft IS NOT NULL;
CREATE INDEX file_of_application ON file (application, id) WHERE application IS NOT NULL;
CREATE INDEX file_by_content ON file (sha256) WHERE removed_at IS NULL;
CREATE INDEX file_to_scan ON file (id) WHERE state = 'pending' AND removed_at IS NULL;
CREATE INDEX file_abandoned ON file (id)
    WHERE application IS NULL AND (draft IS NULL OR removed_at IS NOT NULL);
