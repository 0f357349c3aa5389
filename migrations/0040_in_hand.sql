-- How many open applications somebody has, of which office and procedure: so it is found without a look at each whose
-- holder works there no longer.
DROP TABLE in_hand;
CREATE TABLE in_hand (
    person UUID NOT NULL,
    office TEXT COLLATE "C" NOT NULL,
    procedure TEXT COLLATE "C" NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (person, office, procedure)
); -- keyed
INSERT INTO in_hand (person, office, procedure, n)
    SELECT assignee, office, procedure, count(*) FROM application
    WHERE closed_at IS NULL AND assignee IS NOT NULL GROUP BY assignee, office, procedure;
