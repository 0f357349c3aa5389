# The e-mail messages. Keys: mail-…

# Receipt, letters and messages to citizens.
mail-receipt-title = Receipt
mail-receipt-term = { $length } from receipt ({ $norm })
mail-receipt-silence-assent = If the municipality does not answer by that date, the application counts as granted (silence is assent).
mail-receipt-silence-refusal = If the municipality does not answer by that date, the application counts as refused.
mail-receipt-silence-none = If the municipality does not answer by that date, you may turn to the holder of the substitutive power: { $substitute }.
mail-receipt-remedies-none = You may ask the holder of the substitutive power ({ $substitute }) to end the procedure in half the time (art. 2(9-ter) of law 241/1990). You may also appeal against the silence to the regional administrative court, within a year of the end of the term (arts. 31 and 117 of D.Lgs. 104/2010).
mail-receipt-remedies-assent = You may ask the office to certify that the term has passed and the application is granted. If the certificate does not come within 10 days, a declaration of yours is enough (art. 20(2-bis) of law 241/1990).
mail-receipt-remedies-refusal = Once the term has passed you may appeal against the refusal to the regional administrative court, within 60 days.
mail-receipt-online = You can see the file, send documents and receive notices in your personal area.
mail-letter-signature = Handwritten signature replaced by print under art. 3(2) of D.Lgs. 39/1993
mail-letter-signs-for = for the { $role } { $holder }
mail-letter-text =
    { $body }

    You find the file and its documents here:
    { $page }

    { $town }
mail-confirm-subject = We have received your application { $number }
mail-confirm-text =
    Dear { $name },

    we received your application “{ $service }” on { $sent }. The protocol number is { $number }.

    The municipality must answer by { $due }.

    You find the receipt and all news here:
    { $page }

    { $town }
mail-warn-subject = Your draft is about to be deleted
mail-warn-text =
    Dear { $name },

    you began the application “{ $service }” and have not sent it yet. If you do not go on with it by { $date }, the draft is deleted, with the documents you attached.

    To go on open this page: save once more and the draft stays.
    { $page }

    If you do not need it any more, there is nothing to do.

    { $town }

mail-report-subject = Data reported as wrong: { $name }
mail-report-text =
    { $name } (fiscal code { $code }, e-mail { $email }) is filling the application “{ $service }” and on { $moment } reported that something taken from another source is wrong:

    { $said }

    The data taken from other sources, as they are seen there:
    { $given }

# Each working morning, to the office.
mail-morning-subject = { $office }: terms that end, { $on }
mail-morning-text =
    Applications of { $office } whose term is near or has passed:

    { $applications }

    The whole queue: { $queue }
mail-morning-nobody = It is assigned to nobody.
mail-morning-assigned = Assigned to { $who }.
mail-morning-left = Assigned to { $who }, who no longer works here.
mail-morning-substitute = For the holder of the substitutive power: { $who }.
mail-morning-deadline = { $deadline }: by { $on }.
mail-morning-deadline-over = { $deadline }: was due by { $on }.
mail-substitute-subject = Substitutive power, { $office }: terms that passed without a decision, { $on }
mail-substitute-text =
    The term of these applications of { $office } has passed without a decision. From today those who applied can turn to the holder of the substitutive power, who decides within half of the term (law 241/1990, art. 2, paragraphs 9-bis and 9-ter):

    { $applications }

# The office has put an answer right.
mail-corrected-subject = We have put right an answer of your application { $number }
mail-corrected-text =
    Dear { $name },

    the office has put right an answer of your application “{ $service }”, number { $number }. The reason:

    { $reason }

    What you had sent is kept. What was changed stands here; if you do not agree, write to the office:
    { $page }

    { $town }
mail-opinion-asked-subject = Opinion to be given by { $until }: application { $number }
mail-opinion-asked-text =
    { $by } asks { $of } for an opinion on application { $number } ({ $service }).

    The answer is awaited by { $until }. The question and what is needed to answer are here:
    { $page }

    { $town }
mail-opinion-reminded-subject = Reminder: opinion on application { $number }
mail-opinion-reminded-text =
    { $by } still waits for the opinion of { $of } on application { $number } ({ $service }), to be given by { $until }.

    To answer:
    { $page }

    { $town }
mail-opinion-outside-asked-text =
    Dear { $of },

    { $by } of { $town } asks for your opinion on application { $number } ({ $service }). The answer is awaited by { $until }.

    To read the question and to answer open this link and sign in with SPID or CIE. The link is for one person alone: do not pass it on if the answer is yours to give.
    { $page }

    { $town }
mail-opinion-outside-reminded-text =
    Dear { $of },

    { $by } of { $town } still waits for your opinion on application { $number } ({ $service }), to be given by { $until }.

    To answer open this link and sign in with SPID or CIE:
    { $page }

    { $town }
mail-opinion-revoked-subject = Opinion no longer needed: application { $number }
mail-opinion-revoked-text =
    The opinion of { $of } on application { $number } ({ $service }), asked by { $by }, is no longer needed.

    Reason: { $reason }

    { $town }
mail-opinion-given-subject = The opinion of { $of } has come: application { $number }
mail-opinion-given-text =
    { $of } gave its opinion on application { $number } ({ $service }).

    To read it:
    { $page }

    { $town }
mail-opinion-near-subject = The opinion on application { $number } is due soon
mail-opinion-near-text =
    Dear { $of },

    { $until } is the last day for the opinion that { $by } of { $town } asked of you on application { $number } ({ $service }).

    To answer open this link and sign in with SPID or CIE:
    { $page }

    { $town }
mail-opinion-over-subject = The opinion on application { $number } is overdue
mail-opinion-over-text =
    Dear { $of },

    { $until } was the last day for the opinion that { $by } of { $town } asked of you on application { $number } ({ $service }). You can still give it, but the office may already decide without.

    To answer open this link and sign in with SPID or CIE:
    { $page }

    { $town }
mail-opinion-put-off-subject = More time for the opinion: application { $number }
mail-opinion-put-off-text =
    { $by } gives { $of } more time for the opinion on application { $number } ({ $service }): now it is to be given by { $until }.

    Reason: { $reason }

    To answer:
    { $page }

    { $town }
mail-opinion-outside-put-off-text =
    Dear { $of },

    { $by } of { $town } gives you more time for the opinion on application { $number } ({ $service }): now it is to be given by { $until }.

    Reason: { $reason }

    To answer open this link and sign in with SPID or CIE:
    { $page }

    { $town }
mail-opinion-held-up-subject = Something is missing for the opinion of { $of }: application { $number }
mail-opinion-held-up-text =
    To give the opinion on application { $number } ({ $service }) { $of } still needs:

    { $reason }

    Until you send it the time for the opinion stands still; that of the procedure does not. To answer:
    { $page }

    { $town }
mail-opinion-supplied-subject = Here is what was missing for the opinion: application { $number }
mail-opinion-supplied-text =
    { $by } sent { $of } what was missing for the opinion on application { $number } ({ $service }). From today there are fifteen days: the answer is awaited by { $until }.

    To read it and to answer:
    { $page }

    { $town }
mail-opinion-outside-supplied-text =
    Dear { $of },

    { $by } of { $town } sent you what was missing for the opinion on application { $number } ({ $service }). From today you have fifteen days: the answer is awaited by { $until }.

    To read it and to answer open this link and sign in with SPID or CIE:
    { $page }

    { $town }
mail-morning-opinion-near = Opinion to be given by { $on } on application { $number }, asked by { $office }.
mail-morning-opinion-over = The opinion on application { $number }, asked by { $office }, was to be given by { $on }.
mail-morning-opinion-missing = On application { $number } the opinion of { $office }, awaited by { $on }, has not come. For an opinion, the law lets you go on without it (art. 16(2) of law 241/1990).
mail-morning-opinion-outside = an expert from outside
mail-morning-absence = { $name } is away until { $until } with { $n ->
    [one] one application
   *[other] { $n } applications
 } of the office in hand: nobody stands in. The queue shows them, and they can be given to others.
mail-morning-absence-covered = { $name } is away until { $until } with { $n ->
    [one] one application
   *[other] { $n } applications
 } of the office in hand: { $substitute } stands in.
mail-morning-gone = { $name } no longer works here and still has { $n ->
    [one] one application
   *[other] { $n } applications
 } of the office in hand. Who takes over need not give a reason: { $queue }
mail-message-subject = A message about your application { $number }
mail-message-text =
    Dear { $name },

    { $office } has written to you about the application { $number } ({ $service }).

    To read and answer enter your personal area:
    { $page }

    { $town }
mail-morning-messages = On application { $number } { $n ->
    [one] there is a message to read, which came on { $since }.
   *[other] there are { $n } messages to read, the first of which came on { $since }.
 }
mail-rectified-subject = A document of your application { $number } was put right
mail-rectified-text =
    Dear { $name },

    a document of your application “{ $service }”, number { $number }, had a mistake and we have put it right. The reason:

    { $reason }

    The outcome and the terms do not change. The correction is among your documents:
    { $page }

    { $town }

# Letters that the desk writes by itself, alike for every procedure.

own-letter-receipt = Receipt
own-letter-reopened = The decision is taken back
own-letter-reopened-subject = The decision on application { $number } is taken back
own-letter-of-grant = the decision of { $on }, which granted your request
own-letter-of-refusal = the decision of { $on }, which did not grant your request
own-letter-of-silence = the outcome that the law gave to silence, of { $on }
own-letter-reopened-text = From today this counts no more: { $what }. The application is “{ $service }”, number { $number }.
own-letter-cause-annulment = The decision was unlawful and the office annuls it (art. 21-nonies of law 241/1990).
own-letter-cause-falsehood = The decision was obtained by false declarations that a final judgment has established, and the office annuls it (art. 21-nonies, par. 2-bis, of law 241/1990).
own-letter-cause-revocation = The facts or the public interest have changed and the office revokes the decision (art. 21-quinquies of law 241/1990). If this harms you, the office must indemnify you.
own-letter-cause-mistake = The decision was made on a plain mistake.
own-letter-cause-judgment = A judgment asks for it, or an appeal that was upheld.
own-letter-reopened-reason = Reasons: { $reason }
own-letter-reopened-review = The application is examined again and the office makes a new decision. Until it does, its silence means neither yes nor no. Before it decides you can write your observations and ask to see the papers (art. 10 of law 241/1990).
own-letter-reopened-term = The application is examined again: the office must make a new decision by { $due }. Before it decides you can write your observations and ask to see the papers (art. 10 of law 241/1990).
own-letter-corrected = Correction
own-letter-corrected-subject = A document of application { $number } is put right
own-letter-corrected-text =
    “{ $title }” of { $on }, number { $act }, has a plain mistake, which this letter puts right.

    Where it says: “{ $wrong }”

    it should say: “{ $right }”

    Reason: { $reason }

    All the rest stays as it is. The outcome of application { $number } and the terms to oppose it do not change.
mail-reopened-subject = We take back the decision on your application { $number }
mail-reopened-text =
    Dear { $name },

    the office has taken back the decision on your application “{ $service }”, number { $number }: that decision counts no more and a new one will come. The reason:

    { $reason }

    What happens now, and by when, you read here:
    { $page }

    { $town }

# To who works in an office, as they chose.
mail-digest-subject = { $n ->
    [one] One application with news, { $on }
   *[other] { $n } applications with news, { $on }
 }
mail-digest-text =
    { $news }

    Your queue: { $queue }
    To get these messages more often, more rarely or never: { $choose }
mail-digest-terms = { $n ->
    [one] In your hands, with a near or past term
   *[other] In your hands, with a near or past term ({ $n })
 }
mail-digest-in-hand = { $n ->
    [one] In your hands, with news
   *[other] In your hands, with news ({ $n })
 }
mail-digest-arrived = { $n ->
    [one] Arrived at the office, and nobody has taken it yet
   *[other] Arrived at the office, and nobody has taken them yet ({ $n })
 }
mail-digest-term-near = To be closed by { $on }.
mail-digest-term-over = It was to be closed by { $on }.
mail-digest-leaves-out = Much has happened: the rest is in the queue.
mail-digest-more = { $n ->
    [one] One more is in the queue.
   *[other] { $n } more are in the queue.
 }
mail-digest-sent = It arrived.
mail-digest-given = It was given to you.
mail-digest-transferred = It came from { $office }.
mail-digest-integration = The citizen has answered what was asked again.
mail-digest-observations = The citizen has given their observations.
mail-digest-opinion = An opinion came.
mail-digest-opinion-held-up = Who is to give an opinion asked for what they miss.
mail-digest-paid = It was paid.
mail-digest-withdrawn = The citizen has withdrawn it.
mail-digest-reopened = It was reopened.
mail-digest-silence = The term is over and silence has had its effect.
mail-digest-amended = The citizen has changed their answers.
mail-digest-corrected = A colleague has put an answer right.
mail-digest-message = The citizen has written a message.
mail-digest-moved = It is now “{ $state }”.
mail-digest-moved-citizen = By a step of the citizen it is now “{ $state }”.
mail-digest-moved-time = As time passed it is now “{ $state }”.

# Below each decision.
paper-term-days = { $n ->
    [one] one day
   *[other] { $n } days
 }
paper-term-working-days = { $n ->
    [one] one working day
   *[other] { $n } working days
 }
paper-term-months = { $n ->
    [one] one month
   *[other] { $n } months
 }
paper-term-still = { $n ->
    [0] {""}
    [one] , not counting one day of suspension
   *[other] , not counting { $n } days of suspension
 }
paper-term-taken = The term of the procedure is { $length } ({ $norm }). It took { $n ->
    [0] the same day
    [one] one day
   *[other] { $n } days
 }{ $still } (law 241/1990, art. 2(9-quinquies)).
