-- Who has an application open at the office: renewed while it is looked at, forgotten soon afterwards.
CREATE TABLE presence (
    application UUID NOT NULL REFERENCES application (id),
    person UUID NOT NULL REFERENCES person (id),
    opened_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (application, person)
); -- keyed
CREATE INDEX presence_by_age ON presence (seen_at);

-- Applications that have to do with each other. One that is taken away stays, with who took it away.
CREATE TABLE link (
    id UUID PRIMARY KEY,
    -- the one that says so of the other
    application UUID NOT NULL REFERENCES application (id),
    other UUID NOT NULL REFERENCES application (id),
    kind TEXT COLLATE "C" NOT NULL,
    -- sealed; empty for none
    reason TEXT NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    removed_at BIGINT,
    removed_by UUID REFERENCES person (id)
);
CREATE UNIQUE INDEX link_once ON link (application, other, kind) WHERE removed_at IS NULL;
CREATE INDEX link_of_application ON link (application, id);
CREATE INDEX link_of_other ON link (other, id);

-- Files in which an office keeps applications together.
CREATE TABLE folder (
    id UUID PRIMARY KEY,
    year BIGINT NOT NULL,
    number BIGINT NOT NULL,
    office TEXT COLLATE "C" NOT NULL,
    title TEXT NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    UNIQUE (year, number)
);
CREATE INDEX folder_of_office ON folder (office, id);

CREATE TABLE foldered (
    id UUID PRIMARY KEY,
    folder UUID NOT NULL REFERENCES folder (id),
    application UUID NOT NULL REFERENCES application (id),
    person UUID NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    removed_at BIGINT,
    removed_by UUID REFERENCES person (id)
);
CREATE UNIQUE INDEX foldered_once ON foldered (folder, application) WHERE removed_at IS NULL;
CREATE INDEX foldered_of_application ON foldered (application, id);
CREATE INDEX foldered_of_folder ON foldered (folder, id);
