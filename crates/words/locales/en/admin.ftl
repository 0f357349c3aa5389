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
admin-people-lead = Who may do what. Roles are per office and come from the municipality's identity: a person appears from the first sign-in.
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
admin-job-scan = Virus scan
admin-job-export = Export
admin-job-distribution = Automatic assignment
admin-job-rank = Computing of a ranking
admin-job-ranking = Step of a ranking
admin-job-bulk = Bulk action
admin-job-mail = E-mail
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
admin-procedure-replaced = replaced
admin-import-place = line { $line }, column { $column }
admin-publish-new = From now on whoever starts an application uses revision { $n }, and the sheet of the service shows its texts.
admin-publish-drafts = Drafts already begun go on with their own revision: they can still be sent for 60 days.
admin-publish-running = { $n ->
    [one] { $n } running application follows revision { $revision } and stays on it to the end.
   *[other] { $n } running applications follow revision { $revision } and stay on it to the end.
}
admin-prospect-title = Applications under way
admin-prospect-untouched = { $n ->
    [one] One application under way follows another revision: publishing does not touch it, and it goes on with that one.
   *[other] { $n } applications under way follow other revisions: publishing does not touch them, and they go on with those.
}
admin-prospect-moves = { $n ->
    [0] None could go on under this revision as it is.
    [one] One could go on under this revision as it is.
   *[other] { $n } could go on under this revision as they are.
}
admin-prospect-stops = { $n ->
    [0] None would have to stay where it is.
    [one] One would have to stay where it is.
   *[other] { $n } would have to stay where they are.
}
admin-prospect-reason = { $n ->
    [one] One application
   *[other] { $n } applications
}
admin-prospect-looked = { $n ->
    [one] Only the oldest one was looked at.
   *[other] Only the { $n } oldest were looked at: the command "sportello revise" looks at all.
}
admin-prospect-how = Moving them is an act of its own, after publishing: whoever runs the system does it with the command "sportello revise", which first tries and then tells the result of each.
admin-publish-in-use = Revision { $n } is in use already: there is nothing to publish.
admin-publish-unstaffed = Not published: for some move or letter nobody has the right role yet. Read below what is missing; if that is fine, tick “Publish all the same”.
admin-publish-although = Publish all the same
admin-publish-although-help = A person appears from their first sign-in on: if their group has the role and they have not been here yet, you can publish. Otherwise applications stop where somebody is missing.
admin-lacks-title = What nobody would do today
admin-changes-title = What changes against the revision in use
admin-changes-none = Only words change: fields, states, moves, fees and term stay the same.
admin-changes-more = The other changes
admin-publish-back = If you change your mind, you can publish revision { $n } again.
admin-import-whole = text
admin-person-remove = Take away all roles
admin-person-remove-lead = The roles end at once and the person's staff sessions are closed. Applications they dealt with stay with the office; the person can always sign in as a citizen.
admin-person-remove-groups = If the roles come from groups of the identity provider, take them away there too: otherwise they come back at the next sign-in.
admin-person-removed = Roles taken away.
admin-person-given-back = Roles taken away. The applications they had in hand go back to their offices: it usually takes a few seconds.
admin-person-holds = { $n ->
    [one] They have one open application in hand.
   *[other] They have { $n } open applications in hand.
 }
admin-person-give-back = Give them back to the offices at once
admin-person-give-back-help = They are nobody's again, and their story says that you decided it. Otherwise they stay in this person's name: the office finds them above its queue and in the morning's message until somebody takes them.
admin-tab-registers = Registers
admin-register = Register
admin-register-entries = Entries
admin-register-valid = Entries that can be chosen today
admin-register-from = Where it comes from
admin-register-shipped = As it was installed
admin-register-replace = Change a register or add one
admin-register-help = Download the register, change it and upload it again: it counts at once for all forms. The first line is “id,label” or “id,label,from,to”, with the first and last day on which an entry can be chosen (2026-12-31). An entry is never taken away, for whoever chose it must find its name again: write its last day into “to”.
admin-register-name = Name of the register, as forms write it after “register.”
admin-register-name-wrong = The name has only lower-case letters, digits and underscores, for example streets.
admin-register-file = File of the register (CSV)
admin-register-missing = Choose the file of the register.
admin-register-send = Upload the register
admin-register-line = Line { $line }: { $fault }
admin-register-gone = { $n ->
    [one] An entry that was there is missing: { $some }. Put it back and write its last day into “to”.
   *[other] { $n } entries that were there are missing: { $some }… Put them back and write their last day into “to”.
}
admin-register-done = { $n ->
    [one] Register uploaded: it has one entry.
   *[other] Register uploaded: it has { $n } entries.
}
revise-draft = This revision was never published: publish it first.
