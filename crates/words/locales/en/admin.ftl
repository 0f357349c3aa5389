# The administrator's pages. Keys: admin-…

admin-title = Administration
admin-tab-procedures = Procedures
admin-tab-offices = Offices
admin-tab-people = People
admin-tab-jobs = Jobs
admin-procedures-lead = Each procedure is one document. Here you see what is published and its revisions.
admin-procedure-import = Import a procedure
admin-procedure-published = published
admin-procedure-draft = draft
admin-procedure-retired = retired
admin-procedure-none = No procedures. Import the first.
admin-procedure-revision = Revision { $n }
admin-procedure-current = Revision in use: { $n }
admin-procedure-not-published = Not yet published
admin-procedure-running = { $n ->
    [one] { $n } application
   *[other] { $n } applications
}
admin-procedure-publish = Publish revision { $n }
admin-procedure-download = Download the file
admin-procedure-published-done = Revision { $n } is published.
admin-procedure-imported = Imported as revision { $n }, as a draft.
admin-procedure-same = This document already is revision { $n }: nothing changed.
admin-import-file = File of the procedure (YAML)
admin-import-send = Check and import
admin-import-refused = The document cannot come in. Mend these points:
admin-import-refused-column-place = Line and column
admin-import-refused-column-reason = Reason
admin-import-help = The document is checked before it comes in. Importing does not publish it.
admin-import-missing = Choose a file.
admin-offices-none = No offices.
admin-office-people = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
admin-people-lead = Who may do what. Roles are per office.
admin-people-none = Nobody has a role.
admin-person = Person
admin-role = Role
admin-office = Office
admin-since = Since
admin-jobs-lead = What the system does after each move.
admin-jobs-none = No jobs in this state.
admin-jobs-state-waiting = waiting
admin-jobs-state-running = running
admin-jobs-state-parked = parked
admin-jobs-state-done = done
admin-jobs-kind = Job
admin-jobs-state = State
admin-jobs-attempt = Attempts
admin-jobs-next = Next attempt
admin-jobs-error = Last error
admin-jobs-replay = Try again
admin-jobs-replayed = The job starts again.
admin-job-receipt = Receipt
admin-job-letter = Letter
admin-job-mail = E-mail
admin-job-index = Search index
admin-job-timers = Due dates
admin-job-purge = Cleaning
role-clerk = Clerk
role-responsible = Responsible for the procedure
role-head = Head of office
role-protocol = Protocol
role-front_desk = Front desk
role-auditor = Auditor
role-site_admin = Administrator of the site
role-system_admin = Administrator of the system
admin-column-revision = Revision
admin-column-created = Came in on
admin-column-running = Running applications
admin-column-hash = Digest
admin-column-actions = Actions
admin-import-refused-column-part = Part
admin-jobs-parked-at = Parked since
admin-jobs-done-at = Done on
role-procedure_admin = Administrator of procedures
