# Exports and statistics. Keys: export-…, exports-…, outcome-…, figures-…, usual-…

export-link = Export
export-title = Export these applications
export-lead = You export all that the view finds: { $found }. In the file applications stand in the order in which they were sent, without those that come in after you asked.
export-logged = Each application that is exported counts as read by you, as if you had opened it: whoever sent it sees that too.
export-format = Format
export-format-xlsx = Excel (XLSX)
export-format-csv = CSV, to be opened with Excel or LibreOffice
export-format-json = JSON, for other programs
export-format-zip = ZIP, a folder for each application with documents and files
export-data = What the table holds, besides the number
export-suspended-until = Suspended until
export-closed-on = Closed on
export-outcome = Outcome
export-paid = Paid (€)
export-answers = Also the answers to “{ $procedure }”
export-answers-help = A column for each question. What can be repeated, such as children or vehicles, stands in a table of its own, tied by the number of the application.
export-answers-none = To have the answers too, filter the queue by one procedure.
export-confirm = Prepare the file
export-at-once = { $n } exports are being prepared already: wait until the first is done.
export-too-many = You have { $n } exports already, the most there can be: delete one.
export-asked = Export asked for: the file is prepared by itself, also if you close this page.
export-deleted = Export deleted.
exports-title = Exports
exports-lead = The files you asked for are downloaded by you alone, for 7 days. Then they are deleted by themselves. To ask for one open the queue, filter, and choose “Export”.
exports-none = You have asked for no export in the last 7 days.
export-look-again = Refresh the page
export-what = What
export-when = Asked
export-state = How far it is
export-until = Deleted
export-delete = Delete
export-take = Download ({ $size })
export-filtered = with filters
export-state-gathering = Applications are being read
export-state-writing = The file is being written
export-state-ready = Ready
export-state-shut = Shut: you no longer read some of these applications
export-state-failed = It could not be made: ask for it again
export-file = applications
export-sheet = Applications
export-row = Row
export-shut-file = MISSING FILES.txt
export-shut = These files are not here, because the virus scan has not finished or did not find them safe:
outcome-positive = granted
outcome-negative = refused
outcome-withdrawn = withdrawn

figures-rail = Statistics
figures-title = Statistics
figures-lead = What came in, what is open and how long it takes, for the applications you read: the current month and the eleven before it.
figures-all-procedures = All
figures-all-offices = All of mine
figures-none = There are no applications to count yet.
figures-table = The numbers as a table
figures-csv = Download the numbers (CSV)
figures-month = Month
figures-came = Received
figures-came-said = { $n ->
    [one] One application came in within twelve months
   *[other] { $n } applications came in within twelve months
 }{ $last ->
    [0] .
   *[other] , { $last } in the current month.
 }
figures-ended = Closed
figures-ended-said = { $n ->
    [one] One application was closed within twelve months
   *[other] { $n } applications were closed within twelve months
 }{ $last ->
    [0] .
   *[other] , { $last } in the current month.
 }
figures-open = Open today, by procedure
figures-offices = Open today, by office
figures-open-now = Open
figures-open-said = { $n ->
    [one] One application is open
   *[other] { $n } applications are open
 }: { $late } late, { $suspended } with the term suspended.
figures-open-line = { $n } open, { $late } late, { $suspended } suspended
figures-late = Late
figures-suspended = With the term suspended
figures-times = Days to decide
figures-times-said = { $half ->
    [one] Half of the applications are decided within one day
   *[other] Half of the applications are decided within { $half } days
 }, nine of ten within { $most }.
figures-times-line = half in { $half } days, nine of ten in { $most } (of { $n })
figures-times-none = There is no decision in these months yet.
figures-decided = Decided
figures-half = Half within (days)
figures-most = Nine of ten within (days)
figures-half-whole = Half within, suspensions included
figures-most-whole = Nine of ten within, suspensions included
figures-terms = Terms kept
figures-terms-said = Terms kept: { $kept } of { $n } ({ $percent }%).
figures-terms-line = { $kept } within the term, { $missed } beyond ({ $percent }% within)
figures-kept = Within the term
figures-missed = Beyond the term
figures-outcomes = Outcomes
figures-outcomes-said = { $positive } granted of { $n } closed.
figures-share = { $n } ({ $percent }%)
figures-how = Days to decide are calendar days on which the term ran: suspensions do not count. Within the term is what is closed by the date that the citizen was told. Applications that were withdrawn count neither in days nor in terms. Numbers are brought up to date every minute.
usual-times = Usually: half of the applications are closed within { $half ->
    [0] the same day
    [1] one day
   *[other] { $half } days
 }, nine of ten within { $most ->
    [1] one day
   *[other] { $most } days
 } (last 12 months).
usual-times-one = Usually: nine applications of ten are closed within { $half ->
    [0] the same day
    [1] one day
   *[other] { $most } days
 } (last 12 months).
usual-times-yours = Usually: half of the applications like yours are closed within { $half ->
    [0] the same day
    [1] one day
   *[other] { $half } days
 }, nine of ten within { $most ->
    [1] one day
   *[other] { $most } days
 } (last 12 months).
usual-times-yours-one = Usually: nine applications of ten like yours are closed within { $half ->
    [0] the same day
    [1] one day
   *[other] { $most } days
 } (last 12 months).
usual-before = { $n ->
    [0] No application like yours has waited longer, at this point.
    [one] There is one before yours, at the same point.
   *[other] There are { $n } before yours, at the same point.
 }
