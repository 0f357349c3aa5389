-- What people pay through the payment platform, for a draft before it is sent or for an application (the same id); and
-- the revenue stamps that were used, each for one application.
CREATE TABLE payment (
    id UUID PRIMARY KEY,
    draft UUID NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    person UUID NOT NULL REFERENCES person (id),
    phase TEXT NOT NULL,
    state TEXT NOT NULL,
    amount BIGINT NOT NULL,
    subject TEXT NOT NULL,
    payable_until TEXT NOT NULL,
    notice TEXT,
    sending TEXT,
    receipt TEXT,
    through TEXT,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    looked_at BIGINT,
    paid_at BIGINT
);
CREATE INDEX payment_of_draft ON payment (draft, id);
CREATE INDEX payment_of_person ON payment (person, id);
CREATE UNIQUE INDEX payment_open ON payment (draft) WHERE state IN ('due', 'started', 'failed');

CREATE TABLE stamp (
    serial TEXT COLLATE "C" PRIMARY KEY,
    application UUID NOT NULL REFERENCES application (id)
); -- keyed
