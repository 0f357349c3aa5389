-- When a provider of staff was last asked whether the person of a session is still one of its people.
ALTER TABLE session ADD COLUMN asked_at BIGINT;
CREATE INDEX session_to_ask ON session (idle_until) WHERE acting = 'staff' AND ended_at IS NULL AND tokens IS NOT NULL;
