# Words that every area uses: dates, quantities, buttons, short answers. The sentences of an area stand in its own file.

common-yes = Yes
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
common-save = Save
common-cancel = Cancel
common-close = Close
common-search = Search
common-all = All
common-optional = optional
common-required = required
common-empty-answer = Not filled in
common-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
common-new-window = (opens in a new tab)
