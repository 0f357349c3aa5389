-- Since when a file beside an application waits for the act, the message or the answer that it was chosen for: until it is
-- named by one it is of who chose it alone, and thrown away when nobody goes on.
ALTER TABLE file ADD COLUMN waits_since BIGINT;
CREATE INDEX file_waiting ON file (waits_since) WHERE waits_since IS NOT NULL;
UPDATE file SET waits_since = created_at
WHERE application IS NOT NULL AND draft IS NULL AND removed_at IS NULL
  AND (path = 'message.new' OR path LIKE 'move.%' OR path LIKE 'opinion.%');
