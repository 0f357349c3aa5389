# Acts on many applications. Keys: bulk-…, bulks-…

bulks-title = Bulk actions
bulks-link = Bulk actions
bulks-lead = What you have done to many applications at once, with what became of each; if you give out the work of an office, also what colleagues are doing. To do another one open the queue, filter it, and choose “Act on all”.
bulks-none = You have not done any bulk action yet.
bulk-title = Act on many applications
bulk-on-many = in bulk
bulk-act-on-ticked = Act on those ticked
bulk-act-on-all = Act on all: { $found }
bulk-tick = Tick application { $number }
bulk-column-tick = Tick
bulk-ticked = { $n ->
    [one] 1 application ticked
   *[other] { $n } applications ticked
}
bulk-not-done = Those not done of an earlier action
bulk-lead = Choose what to do. It is tried first, and nothing is done: you read with which applications it can be done and with which not, and why. Then you confirm.
bulk-choose-one = Choose what to do.
bulk-none-ticked = You have ticked no application. Go back to the queue and tick those you need, or choose “Act on all”.
bulk-nothing = There are no applications to act on. Go back to the queue and change the filters.
bulk-too-many = The view finds more than { $most } applications, the most for one bulk action. Go back to the queue and filter it.
bulk-no-act = There is nothing you can do with these applications.
bulk-hands = Who follows them
bulk-go-on = Next
bulk-act-take = Take them upon yourself
bulk-act-leave = Leave them to the office
bulk-act-assign = Assign to a person
bulk-act-label = Put a label on
bulk-act-unlabel = Take a label off
bulk-act-transfer = Hand on to another office
bulk-act-message = Write to who applied
bulk-act-note = Add a note of the office
bulk-written = Writing
bulk-label = Label
bulk-reason = Reason
bulk-reason-help = Needed for applications in the hands of somebody else who is not away. It stays in the record of the application; the citizen does not read it.
bulk-once-for-all = Answer once: it holds for all the applications.
bulk-own = You do not write sums: each application has its own.
bulk-holes = In texts you may write { $number }, { $name }, { $procedure }, { $until } and { $office }: in each application they become its number, the name of who applied, the procedure, the next date and the office.
bulk-asks-nothing = There is nothing to write.
bulk-effects = What happens to each
bulk-consequence-state = It becomes “{ $state }”.
bulk-consequence-transfer = It goes to the other office and is in nobody's hands. The citizen reads the office and the reason on their page.
bulk-consequence-message = The message is added to the application and who applied gets an e-mail.
bulk-consequence-note = The note is added to the application: only the office reads it.
bulk-try = Try
bulk-try-lead = Trying does nothing and tells nobody. Each application that is looked at counts as read by you.
bulk-at-once = You have { $n } bulk actions that are not over already: wait, or cancel one.
bulk-incomplete = Something that this move asks is missing.
bulk-changed = It has changed meanwhile.
bulk-not-yours = You cannot do this with this application.
bulk-abstain = You are a party to this application: somebody else takes care of it.
bulk-other-procedure = It is of another procedure.
bulk-mine-already = You follow it already.
bulk-not-mine = You do not follow it.
bulk-same-hands = It is so already.
bulk-works-elsewhere = The person you chose does not work on these applications.
bulk-label-gone = This label is no more.
bulk-label-elsewhere = The label is of another office.
bulk-label-there = It bears this label already.
bulk-label-not-there = It does not bear this label.
bulk-note-struck = The note is struck already.
bulk-unreadable = The application cannot be opened: tell who runs the system.
bulk-undo-reason = The bulk action was undone.
bulk-stands-trying = Being tried. Applications looked at so far: { $met }.
bulk-stands-none = It can be done with none of these applications.
bulk-stands-all = It can be done with all of them: { $ready }.
bulk-stands-tried = It can be done with { $ready } applications. With { $shut } it cannot: read why.
bulk-stands-held = It starts on { $at }. Until then you can cancel it.
bulk-stands-running = Under way. Done: { $done }. To be done: { $ready }.
bulk-stands-done = Over. Done: { $done }.
bulk-stands-done-but = Over. Done: { $done }. Not done: { $refused }.
bulk-stands-stopped = Stopped. Done: { $done }. Not touched: { $ready }.
bulk-stands-cancelled = Cancelled: nothing was done and nobody was told.
bulk-stands-failed = Broken off: it could not go on. Done: { $done }.
bulk-by = Asked by { $name }.
bulk-stands-undoing = Being undone. As they were before: { $undone }.
bulk-stands-undone = Undone. As they were before: { $undone }.
bulk-stands-undone-but = Undone. As they were before: { $undone }. Left as they are: { $kept }, read why.
bulk-nothing-done = Nothing has been done yet.
bulk-will-wait = { $n ->
    [0] If you confirm it starts at once, and there is no way back.
    [one] If you confirm it waits up to 1 minute: in that time you can cancel it, and nobody is told.
   *[other] If you confirm it waits up to { $n } minutes: in that time you can cancel it, and nobody is told.
}
bulk-will-start = If you confirm it starts at once. Afterwards you can undo it: applications that have not changed meanwhile become as they were.
bulk-will-start-note = If you confirm it starts at once. Afterwards you can undo it: the notes stay, struck, with your name and the day.
bulk-held-n = { $n ->
    [one] It is about 1 application. Nothing has been done yet and nobody was told.
   *[other] It is about { $n } applications. Nothing has been done yet and nobody was told.
}
bulk-held-colleagues = Your colleagues read it on each application. If one of them changes one, what they did stands.
bulk-done-stays = What was done cannot be undone any more: the citizens were told.
bulk-done-stays-transfer = What was done cannot be undone any more: the applications are with the other office, which hands them on again if need be.
bulk-progress = How many were done
bulk-typed = What you wrote
bulk-confirm = Confirm: { $label } ({ $n })
bulk-drop = Never mind
bulk-cancel = Cancel it all
bulk-stop = Stop
bulk-undo = Undo what was done
bulk-retry = Try those again that were not done
bulk-told-confirmed = Confirmed.
bulk-told-cancelled = Cancelled.
bulk-told-stopped = Stopped.
bulk-told-late = Not any more: the action has gone on meanwhile. This is where it stands.
bulk-told-at-once = You have too many bulk actions that are not over: wait, or cancel one.
bulk-outcomes = Outcomes
bulk-outcome-ready = Can be done
bulk-outcome-shut = Cannot
bulk-outcome-done = Done
bulk-outcome-refused = Not done
bulk-outcome-undone = As they were before
bulk-outcome-kept = Left as they are
bulk-column-outcome = Outcome
bulk-column-why = Why
bulk-column-act = Action
bulk-column-asked = Asked for
bulk-column-stands = Where it stands
bulk-csv = Download all outcomes (CSV)
bulk-kept-until = Outcomes are kept until { $date }.
bulk-row-shut = An application that you do not read any more
bulk-row-pending = In bulk: { $at }, { $name }
bulk-application-pending = This application is in a bulk action of { $name }, which starts on { $at }. If you change it before, what you do stands.
