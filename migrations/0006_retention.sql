-- When the person was told that a draft nobody goes on with will be deleted.
ALTER TABLE draft ADD COLUMN warned_at BIGINT;
-- Whether a content of the vault is still named.
CREATE INDEX document_by_content ON document (sha256);
