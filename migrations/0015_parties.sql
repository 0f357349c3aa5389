-- Fiscal codes that the answers of an application name: whoever of the office has one of them abstains from it.
CREATE TABLE party (
    fiscal_code TEXT COLLATE "C" NOT NULL,
    application UUID NOT NULL REFERENCES application (id) ON DELETE CASCADE,
    PRIMARY KEY (fiscal_code, application)
); -- keyed
CREATE INDEX party_of_application ON party (application);
