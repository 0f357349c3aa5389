-- What is inside a file, as far as it was looked at: JSON.
ALTER TABLE file ADD COLUMN inside TEXT;

-- Files on their way, in parts. A row goes when its file stands in a draft and nobody asks any more, or when it expires.
CREATE TABLE upload (
    id UUID PRIMARY KEY,
    draft UUID NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    person UUID NOT NULL REFERENCES person (id),
    path TEXT NOT NULL,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    received BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- what it became
    file UUID
);
CREATE INDEX upload_of_draft ON upload (draft, id) WHERE file IS NULL;
CREATE INDEX upload_by_age ON upload (expires_at);

CREATE TABLE upload_part (
    upload UUID NOT NULL REFERENCES upload (id) ON DELETE CASCADE,
    -- offset
    start BIGINT NOT NULL,
    -- name in the vault
    part UUID NOT NULL,
    PRIMARY KEY (upload, start)
); -- keyed
