-- What the office writes down for itself on an application: each change is a line, the last one stands. Sealed.
CREATE TABLE office_field (
    application UUID NOT NULL REFERENCES application (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    person UUID NOT NULL REFERENCES person (id),
    content TEXT NOT NULL,
    PRIMARY KEY (application, seq)
); -- keyed
