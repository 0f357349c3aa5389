-- What a clerk asked the queue for and keeps under a name, for themselves or for an office. `asked` is JSON.
CREATE TABLE saved_view (
    id UUID PRIMARY KEY,
    owner UUID NOT NULL REFERENCES person (id),
    -- None: nobody else sees it
    office TEXT COLLATE "C",
    name TEXT NOT NULL,
    asked TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX saved_view_of_owner ON saved_view (owner);
CREATE INDEX saved_view_of_office ON saved_view (office) WHERE office IS NOT NULL;

-- The columns a person wants to see in the queue, in their order. JSON.
CREATE TABLE queue_columns (
    person UUID PRIMARY KEY REFERENCES person (id),
    columns TEXT NOT NULL
); -- keyed

-- How many open applications there are, kept by the writer; how many of them nobody has. Sums of it are the sizes of
-- the standing queues, whatever the day.
CREATE TABLE tally (
    office TEXT COLLATE "C" NOT NULL,
    procedure TEXT COLLATE "C" NOT NULL,
    clock TEXT COLLATE "C" NOT NULL,
    due_on TEXT COLLATE "C" NOT NULL,
    n BIGINT NOT NULL,
    nobodys BIGINT NOT NULL,
    PRIMARY KEY (office, procedure, clock, due_on)
); -- keyed
INSERT INTO tally (office, procedure, clock, due_on, n, nobodys)
    SELECT office, procedure, clock, due_on, count(*),
           sum(CASE WHEN assignee IS NULL THEN 1 ELSE 0 END)
    FROM application WHERE closed_at IS NULL GROUP BY office, procedure, clock, due_on;

-- How many open applications somebody has.
CREATE TABLE in_hand (
    person UUID PRIMARY KEY,
    n BIGINT NOT NULL
); -- keyed
INSERT INTO in_hand (person, n)
    SELECT assignee, count(*) FROM application
    WHERE closed_at IS NULL AND assignee IS NOT NULL GROUP BY assignee;

-- The other orders of the queue and of the archive.
CREATE INDEX application_open_sent
    ON application (office, sent_at, id) WHERE closed_at IS NULL;
CREATE INDEX application_open_changed
    ON application (office, last_event_at, id) WHERE closed_at IS NULL;
CREATE INDEX application_closed_changed
    ON application (office, last_event_at, id) WHERE closed_at IS NOT NULL;
