-- Applications, their chain of events, their terms, and who looked at them.
CREATE TABLE counter (
    register TEXT NOT NULL,
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (register, year)
); -- keyed

CREATE TABLE application (
    id UUID PRIMARY KEY,
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    procedure TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    office TEXT COLLATE "C" NOT NULL,
    assignee UUID REFERENCES person (id),
    state TEXT COLLATE "C" NOT NULL,
    national TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    -- 9999-12-31: no term runs
    due_on TEXT COLLATE "C" NOT NULL,
    clock TEXT NOT NULL,
    closed_at BIGINT,
    outcome TEXT,
    applicant_name TEXT NOT NULL,
    applicant_folded TEXT COLLATE "C" NOT NULL,
    draft UUID UNIQUE REFERENCES draft (id),
    last_event_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    UNIQUE (year, number),
    FOREIGN KEY (procedure, revision) REFERENCES revision (procedure, number)
);
CREATE INDEX application_of_person ON application (person, id DESC);
-- The queues: open applications, the most urgent first.
CREATE INDEX application_open
    ON application (office, due_on, id) WHERE closed_at IS NULL;
CREATE INDEX application_open_in_state
    ON application (office, state, due_on, id) WHERE closed_at IS NULL;
CREATE INDEX application_open_of_procedure
    ON application (office, procedure, due_on, id) WHERE closed_at IS NULL;
CREATE INDEX application_open_unassigned
    ON application (office, due_on, id) WHERE closed_at IS NULL AND assignee IS NULL;
CREATE INDEX application_open_assigned
    ON application (assignee, due_on, id) WHERE closed_at IS NULL AND assignee IS NOT NULL;
-- The archive: everything, the newest first.
CREATE INDEX application_sent ON application (office, sent_at, id);
CREATE INDEX application_sent_of_procedure ON application (office, procedure, sent_at, id);

-- Exact sizes of the standing queues, kept by the writer.
CREATE TABLE tally (
    office TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (office, key)
); -- keyed

-- The answers as they were sent.
CREATE TABLE submission (
    application UUID PRIMARY KEY REFERENCES application (id),
    answers TEXT NOT NULL,
    digest BYTEA NOT NULL,
    evidence TEXT NOT NULL
);

CREATE TABLE event (
    id UUID PRIMARY KEY,
    application UUID NOT NULL REFERENCES application (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor UUID,
    kind TEXT NOT NULL,
    digest BYTEA NOT NULL,
    previous BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    UNIQUE (application, seq)
);

-- What law or retention may erase: the chain stands without it.
CREATE TABLE event_payload (
    event UUID PRIMARY KEY REFERENCES event (id),
    salt BYTEA,
    payload TEXT,
    erased_at BIGINT
);

CREATE TABLE document (
    id UUID PRIMARY KEY,
    application UUID NOT NULL REFERENCES application (id),
    event UUID NOT NULL REFERENCES event (id),
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    sha256 BYTEA NOT NULL,
    size BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    number TEXT,
    created_at BIGINT NOT NULL,
    visible_to_citizen BOOLEAN NOT NULL,
    UNIQUE (event, kind)
);
CREATE INDEX document_of_application ON document (application, id);

CREATE TABLE note (
    id UUID PRIMARY KEY,
    application UUID NOT NULL REFERENCES application (id),
    author UUID NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    text TEXT NOT NULL,
    private BOOLEAN NOT NULL
);
CREATE INDEX note_of_application ON note (application, id);

CREATE TABLE timer (
    application UUID NOT NULL REFERENCES application (id),
    id TEXT COLLATE "C" NOT NULL,
    due_at BIGINT NOT NULL,
    move_id TEXT NOT NULL,
    PRIMARY KEY (application, id)
); -- keyed
CREATE INDEX timer_due ON timer (due_at, application, id);

CREATE TABLE word (
    word TEXT COLLATE "C" NOT NULL,
    application UUID NOT NULL REFERENCES application (id),
    PRIMARY KEY (word, application)
); -- keyed
CREATE INDEX word_of_application ON word (application, word);

CREATE TABLE read_log (
    id UUID PRIMARY KEY,
    application UUID NOT NULL REFERENCES application (id),
    person UUID NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    at BIGINT NOT NULL,
    purpose TEXT NOT NULL
);
CREATE INDEX read_log_of_application ON read_log (application, id);

CREATE TABLE denial (
    id UUID PRIMARY KEY,
    at BIGINT NOT NULL,
    person UUID,
    path TEXT NOT NULL,
    what TEXT NOT NULL,
    application UUID
);
