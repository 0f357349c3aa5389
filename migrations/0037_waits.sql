-- Whether an open application waits for somebody else than its office: its term stands still, or its state says so.
ALTER TABLE application ADD COLUMN waits BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE application SET waits = TRUE
WHERE closed_at IS NULL
  AND (clock = 'suspended' OR national IN ('suspended_citizen', 'suspended_office'));
-- A term that has stopped has no day any more.
UPDATE application SET due_on = '9999-12-31' WHERE closed_at IS NULL AND clock = 'stopped';

-- The sizes of the standing queues tell it apart from the clock.
DROP TABLE tally;
CREATE TABLE tally (
    office TEXT COLLATE "C" NOT NULL,
    procedure TEXT COLLATE "C" NOT NULL,
    clock TEXT COLLATE "C" NOT NULL,
    waits BOOLEAN NOT NULL,
    due_on TEXT COLLATE "C" NOT NULL,
    n BIGINT NOT NULL,
    nobodys BIGINT NOT NULL,
    PRIMARY KEY (office, procedure, clock, waits, due_on)
); -- keyed
INSERT INTO tally (office, procedure, clock, waits, due_on, n, nobodys)
    SELECT office, procedure, clock, waits, due_on, count(*),
           sum(CASE WHEN assignee IS NULL THEN 1 ELSE 0 END)
    FROM application WHERE closed_at IS NULL GROUP BY office, procedure, clock, waits, due_on;
