# Rankings. Keys: ranking-…, rankings-…

rankings-title = Rankings
rankings-intro = The rankings that the municipality publishes. Applications are shown by their number, without names.
rankings-public-none = No rankings are published at the moment.
rankings-lead = A ranking puts the applications of a period in order, by the criteria of the procedure.
rankings-none = There is no ranking yet.
ranking-new = New ranking
ranking-new-lead = Say which applications to put in order and how many places there are. Only the office sees it until you publish it.
ranking-name = Title
ranking-name-help = For instance “Municipal nurseries 2027/2028”. It is the title that everybody reads.
ranking-received-from = Applications received from
ranking-received-to = Applications received until
ranking-received-order = The last day is before the first: correct one of the two dates.
ranking-received = Applications received
ranking-received-in = applications received { $value }
ranking-places = Places
ranking-places-one = Places
ranking-places-of = Places: { $list }
ranking-compute = Compute the ranking
ranking-stage = How far it is
ranking-is-draft = Being prepared: only the office sees it.
ranking-is-provisional = Provisional ranking. Observations can be made until { $date }.
ranking-is-provisional-past = Provisional ranking. Observations could be made until { $date }.
ranking-is-approved = Final ranking, approved on { $date } by { $act }.
ranking-waits = The applications are being read.
ranking-abstains = You are among those who applied, or an application is about you: you can only read (law 241/1990, art. 6-bis).
ranking-newer = This order is newer than the published one. Who has changed is marked in the last column. It becomes public when the ranking is approved.
ranking-see-public = See the public page
ranking-now = What you can do now
ranking-publish = Publish the provisional ranking
ranking-publish-lead = Those in the ranking receive a letter with points and position and can report a mistake. The public page shows the numbers of the applications only.
ranking-publish-final = The letters leave at once, with a register number, and publishing cannot be undone. First look at places, points and applications below.
ranking-publish-confirm = Confirm: publish now
ranking-approve = Approve the final ranking
ranking-approve-lead = Those in the ranking receive a letter. Places are offered at once, from the first on, to each in the list they prefer among those with a place.
ranking-act = Act that approves
ranking-act-help = For instance “determination no. 120 of 20 June 2027”.
ranking-act-missing = Write by which act you approve the ranking.
ranking-again = Compute again
ranking-approve-aside = { $n ->
    [one] One application of the period stays out.
   *[other] { $n } applications of the period stay out.
}
ranking-approve-aside-see = See which and why
ranking-again-lead = If you have corrected some applications, compute again: you see what changes against the published ranking. Who computes again cannot approve afterwards.
ranking-lists = Lists and places
ranking-list = List
ranking-wanting = Who asks for it
ranking-taken = Places given
ranking-accepted = Accepted
ranking-free = Free
ranking-change-places = Change the number of places
ranking-change-places-lead = Additional places are offered at once to those who wait. If you reduce them, nobody loses the place they have.
ranking-keep-places = Save the places
ranking-order = { $n ->
    [one] { $n } application ranked
   *[other] { $n } applications ranked
}
ranking-position = Position
ranking-number = Number of the application
ranking-points = Points
ranking-wants = Preferences
ranking-place = Place
ranking-before = In the published ranking
ranking-same = the same
ranking-was = no. { $position } with { $points }
ranking-was-not = was not there
ranking-nth = no. { $n }
ranking-before-points = counts before the points: { $value }
ranking-tie = on equal points: { $value }
ranking-place-given = Place offered
ranking-place-kept = Place to be offered
ranking-place-taken = Place accepted
ranking-place-waiting = Waiting
ranking-place-out = No longer ranked
ranking-aside = { $n ->
    [one] { $n } application outside the ranking
   *[other] { $n } applications outside the ranking
}
ranking-aside-lead = They were received in the period, but were not ready to be ranked when it was computed. When they are, compute again.
ranking-aside-office = is with another office now
ranking-aside-revision = sent when the procedure did not yet ask everything the ranking needs
ranking-aside-unreadable = cannot be read: tell who runs the service
ranking-aside-one = This application is not ranked.
ranking-log = What was done
ranking-digest = Fingerprint: { $value }
ranking-log-begun = Ranking prepared.
ranking-log-again = Asked to be computed again.
ranking-log-computed = { $n ->
    [one] Computed: one application read.
   *[other] Computed: { $n } applications read.
}
ranking-log-published = { $n ->
    [one] Published as provisional, with one application.
   *[other] Published as provisional, with { $n } applications.
}
ranking-log-approved = Approved by { $act }.
ranking-log-places = The number of places was changed.
ranking-log-given = Place given to application { $number }: { $list }.
ranking-log-given-one = Place given to application { $number }.
ranking-log-unmoved = Application { $number } did not go on ({ $move }): { $why }
ranking-log-failed = It could not be computed.
ranking-log-kept = Application { $number } was taken up again: its place is kept until the office decides.
ranking-log-anew = Application { $number } was taken up again: it waits for a place once more.
ranking-log-offered = Free places were offered.
ranking-why-title = Points of application { $number }
ranking-why-lead = It is { $value } in the ranking.
ranking-why-for = What for
ranking-why-total = In all
ranking-why-tie = It comes after another application with the same points. On equal points this decides: { $value }.
ranking-why-before = It comes after another application. This counts before the points: { $value }.
ranking-why-of = points of application { $value }: why
ranking-why-read = You have opened the points of this application: it counts as read by you, and who sent it sees that.
ranking-open = Open application { $value }
ranking-done = Done. Below you see where the ranking stands.
ranking-stale = Somebody changed the ranking while you were looking at it: check and try again.
ranking-not-published = First it must be published as provisional.
ranking-published-already = The ranking is published already.
ranking-approved-already = The ranking is approved already.
ranking-not-computed = It is still being computed: refresh the page in a moment.
ranking-claims-run = It can be approved when the days for observations are over.
ranking-other-person = Somebody else must approve it: who had the ranking computed cannot approve it too.
ranking-still-received = Applications of this period still come in: it can be published from the day after the last.
ranking-changed-since = Answers have changed since it was computed, or more applications are ready to be ranked: compute it again before you go on.
ranking-elsewhere = Some of these applications are in another published ranking already: one application cannot be in two.
ranking-pending = Some ranked applications still wait for the office, or their days for comments are not over: { $numbers }.
ranking-changed-after = Answers were changed after the approval. The approved ranking stays as it is: a new act is needed to correct the order.
ranking-no-place = No place is free for who waits.
ranking-offer = Offer the free places
ranking-offer-lead = There are free places that somebody waits for: they go to the first in the ranking, who get a letter.
ranking-failed = It could not be computed. Compute it again; if that fails too, tell who runs the service.
ranking-empty = No application is ready to be ranked: there is nothing to publish.
ranking-last-received = who applied first
ranking-last-lot = a lot
ranking-lot = a lot, which anybody can draw again with the code { $seed }
ranking-by-number = Applications are shown by the number that you find on the receipt and in your personal area.
ranking-public-until = This page is public until { $date }.
ranking-n-points = { $one ->
    [one] { $points } point
   *[other] { $points } points
}
ranking-n-places = { $n ->
    [one] { $n } place
   *[other] { $n } places
}
ranking-n-wanting = { $n ->
    [one] { $n } application
   *[other] { $n } applications
}
ranking-criteria = How the order is made
ranking-criteria-before = What counts first of all:
ranking-criteria-points = Then points are added up for:
ranking-criteria-ties = On equal points these go first, in order:
ranking-own = You are in position { $n } of { $of }, with { $points }.
ranking-own-aside = Your application is not in this ranking.
ranking-own-list = { $list }: no. { $n } of { $of ->
    [one] one application
   *[other] { $of } applications
}, for { $places ->
    [one] one place
   *[other] { $places } places
}
ranking-own-list-one = no. { $n } of { $of ->
    [one] one application
   *[other] { $of } applications
}, for { $places ->
    [one] one place
   *[other] { $places } places
}
ranking-own-tie = Others have the same points as you. On equal points this decided: { $tie }.
ranking-own-points = How your points are made
ranking-own-public = See the whole ranking
ranking-own-claims = The ranking is provisional. If there is a mistake, report it from this page by { $date }.
ranking-own-checked = The ranking is provisional. The office is checking your application.
ranking-own-kept = The ranking is final and a place is kept for you: we offer it here when your application is complete.
ranking-own-before = This counts before the points: { $before }.
ranking-own-soon = The ranking is provisional. The days to report a mistake are over: wait for the final ranking.
ranking-own-waiting = The ranking is final. For now there is no place: if one becomes free we offer it here and write to you. You need do nothing else.
ranking-own-given = There is a place for you: { $list }. If you do not answer in time it goes to somebody else.
ranking-own-given-one = There is a place for you. If you do not answer in time it goes to somebody else.
ranking-own-taken = You accepted the place: { $list }.
ranking-own-taken-one = You accepted the place.
ranking-own-out = Your application no longer waits for a place.
ranking-todo = There is a place for you: accept or decline it by { $date }.
ranking-todo-answer = See what you can do
ranking-sheet = Published rankings
ranking-offer-title = The place that is offered to you
ranking-offer-until = Until when you can accept it
ranking-offer-silence = If you do not answer
ranking-offer-passes = The place goes to somebody else.
ranking-offer-passes-and-ends = The place goes to somebody else and your application is closed.
