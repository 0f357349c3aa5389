# Words that every area uses: dates, quantities, buttons, short answers. The sentences of an area stand in its own file.

common-yes = Yes
common-no = No
common-and = and
common-or = or
common-today = today
common-tomorrow = tomorrow
common-yesterday = yesterday
common-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
common-working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
common-in-days = { $n ->
    [one] in { $n } day
   *[other] in { $n } days
}
common-late-by = { $n ->
    [one] { $n } day late
   *[other] { $n } days late
}
common-days-ago = { $n ->
    [one] { $n } day ago
   *[other] { $n } days ago
}
common-bytes = { $n ->
    [one] { $n } byte
   *[other] { $n } bytes
}
common-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}

common-back = Back
common-next = Next
common-continue = Continue
common-save = Save
common-cancel = Cancel
common-close = Close
common-confirm = Confirm
common-delete = Delete
common-change = Change
common-add = Add
common-remove = Remove
common-search = Search
common-print = Print
common-download = Download
common-details = Details
common-all = All
common-none = None
common-optional = optional
common-required = required
common-empty-answer = Not filled in
common-in-italian = in Italian
common-revision = revision
common-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
