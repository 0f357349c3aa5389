-- For which office somebody read an application, and by what tie to it; of what was read before, neither was kept.
ALTER TABLE read_log ADD COLUMN office TEXT;
ALTER TABLE read_log ADD COLUMN basis TEXT;
-- Who controls reads the log by person, and what was refused by application as well.
CREATE INDEX read_log_of_person ON read_log (person, id);
CREATE INDEX denial_of_person ON denial (person, id);
CREATE INDEX denial_of_application ON denial (application, id);
CREATE INDEX audit_of_what ON audit (what, id);
