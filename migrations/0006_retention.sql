-- When the person was told that a draft nobody goes on with will be deleted.
ALTER TABLE draft ADD COLUMN warned_at BIGINT;
-- Whether a content of the vault is still named.
CREATE INDEX document_by_content ON document (sha256);
-- The answers of a sent draft are thrown away once; they were frozen with the application.
ALTER TABLE draft ADD COLUMN is_cleared BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX draft_to_clear ON draft (saved_at) WHERE sent_application IS NOT NULL AND NOT is_cleared;
CREATE INDEX sent_mail_by_age ON sent_mail (at);
