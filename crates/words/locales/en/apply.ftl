# Filling in and sending an application. Keys: apply-…

apply-steps = Steps of the application
apply-step-of = { $n } of { $total }
apply-step-confirmed = Confirmed
apply-step-active = Active
apply-intro = Enter the information needed. You can read it all again in the summary, before sending.
apply-asterisk = Fields with an asterisk (*) are required.
apply-index = Information needed
apply-index-complete = complete
apply-index-missing = { $n ->
    [one] { $n } answer missing
   *[other] { $n } answers missing
}
apply-index-empty = to be filled
amend-title = Change: { $section }
amend-change = Change: { $section }
amend-correct = Put right: { $section }
amend-while = Until the office takes charge of the application you can change your answers. What you sent stays written all the same.
amend-lead-citizen = When you save, the office sees the new answer and the one before. Files cannot be changed from here.
amend-lead-office = The answer that was sent stays readable beside the new one. The citizen sees what you changed and why.
amend-why = Why you change it
amend-why-help = For instance: wrong house number, checked with the applicant on the phone.
amend-why-missing = Write why you change these data
amend-confirm = Save the changed answers
amend-same = You have changed nothing.
amend-before-after = { $after } (before: { $before })
apply-wrong-title = Error: { $title }
apply-errors-title = Attention: some information is missing or wrong
apply-errors-lead = { $n ->
    [one] Mend this point to go on:
   *[other] Mend these { $n } points to go on:
}
apply-errors-elsewhere = Something is still missing in the other steps. Complete these too:
apply-save-what = the draft
apply-to-summary = Save and go back to the summary
apply-saved-at = Saved at { $time }
apply-saved = Draft saved. You find it in your personal area.
apply-saving = Saving…
apply-not-saved = Waiting for the network: we could not save. We keep trying; do not close the page.
apply-waiting = Waiting for the network. What you write is kept on this device and is saved by itself as soon as possible.
apply-refresh = Refresh
apply-refresh-help = The questions below depend on your answers: press Refresh to see them.
apply-help = Do you need help?
apply-help-office = Contact the office
apply-help-appointment = Book an appointment
apply-locked = This field cannot be changed
apply-from = from: { $source }
apply-choose = Choose
apply-row = Item { $n }
apply-row-remove = Remove { $title }
apply-rows-limit = You may add { $n } at most.
apply-too-many-answers = There are more answers than the form asks for: these changes were not saved.
apply-answer-too-long = One answer is too long: shorten it and save again.
apply-rows-none = You have not added anything. If you do not need to, go on.
apply-length-help = Up to { $n } characters.
apply-files-help = Accepted types: { $types }. Largest size of each file: { $mb } MB. { $least ->
    [one] At most
   *[other] At least { $least } and at most
} { $n ->
    [one] one file
   *[other] { $n } files
}.
apply-template = Download the template to fill: { $title } (PDF)
apply-template-help = It holds the answers that are saved. Complete it, have it signed and upload it here.
apply-template-save = If you have written something on this page, save the draft first.
apply-files-upload = Upload
apply-files-remove = Remove the file { $name }
apply-files-ready = ready
apply-files-checking = being checked
apply-files-refused = refused: { $reason }
apply-files-too-large = The file { $name } is larger than { $mb } MB. Choose a smaller one.
apply-file-too-large = The file you chose is larger than { $mb } MB. Choose a smaller one.
apply-files-wrong-type = “{ $name }” is not of an accepted type. Accepted: { $types }.
apply-files-false = “{ $name }” is not a real { $type }: choose the original document
apply-files-false-or-photo = “{ $name }” is not a real { $type }: choose the original document or a photo
apply-files-damaged = “{ $name }” is damaged or cannot be read to its end. Open it on your device, save it again and upload it, or take a new photo.
apply-files-program = “{ $name }” carries programs, which we cannot accept. Open it, print it to a new PDF (Print, Save as PDF) and upload that.
apply-files-broke-off = The upload of { $name } broke off: { $received } of { $size }. Choose the same file again to go on from here.
apply-files-give-up = Give up the upload of { $name }
apply-uploads-too-many = Too many uploads of this application broke off. Give some of them up and try again.
apply-files-pause = Pause
apply-files-resume = Go on
apply-files-stopped = The upload of { $name } has stopped. Press Go on to continue from where it stopped.
apply-files-drop = Choose a file or drop it here.
apply-files-sending = Uploading { $name }…
apply-files-cancel = Cancel the upload
apply-files-cancelled = Upload cancelled.
apply-files-done = The file { $name } was uploaded.
apply-files-failed = The file { $name } was not uploaded. Check the connection and choose it again.
apply-files-empty = The file { $name } is empty. Check it and upload it again.
apply-files-too-many = { $n ->
    [one] You may upload one file only. Remove the one there before uploading another.
   *[other] You may upload { $n } files at most. Remove one before uploading another.
}
apply-beside-title = You gave a different answer on another page. Choose which one counts:
apply-beside = On another page you had answered “{ $earlier }”. For now the answer written here counts.
apply-beside-take = Take back “{ $earlier }”
apply-beside-keep = Keep the answer as it is now
apply-draft-choose-title = You already started this application
apply-draft-choose-lead = You may go on with a draft or start afresh.
apply-draft-continue = Continue the draft of { $date }
apply-draft-new = Start a new application
apply-draft-saved = saved on { $date }
apply-closed-title = The service is not active
apply-closed-lead = You cannot send this application online now.
apply-summary = Summary
apply-summary-callout-title = Attention
apply-summary-callout = What you have stated has the force of a declaration. Check that it is right.
apply-summary-change = Change { $section }
apply-summary-fees = Amounts
apply-summary-fees-total = Total
apply-summary-fees-none = You have nothing to pay for this application.
apply-summary-phase-filing = to be paid before sending
apply-summary-phase-release = to be paid at release
apply-summary-effects = What happens when you send
apply-summary-effect-number = You get the protocol number and the receipt at once, by e-mail too.
apply-summary-effect-due = The municipality must answer by { $date }.
apply-summary-effect-assent = If it does not answer by that date, the application counts as granted (silence is assent).
apply-summary-effect-refusal = If it does not answer by that date, the application counts as refused.
apply-summary-effect-none = If it does not answer by that date you may turn to: { $substitute }.
apply-accepted-until = The municipality has published a new form. You can send this application as it is until { $when }. After that your answers move into the new form, and you read here what has changed.
apply-kept = What you have written stays in your personal area.
apply-moved-title = The form of this application has changed
apply-moved-lead = Your answers are already in the new form. See what has changed:
apply-moved-nothing = Your answers are already in the new form, which asks nothing more of you.
apply-moved-step = New step: { $label }
apply-moved-field = New question: { $label }
apply-moved-changed = Changed question: { $label }
apply-moved-again = { $label }: please answer again. You had answered “{ $answer }”.
apply-moved-gone = We no longer ask this, and it will not be sent:
apply-moved-left = { $label }: you had answered “{ $answer }”.
apply-moved-read = I have read this, do not show it again
apply-summary-changed = Meanwhile your answers changed on another page. Nothing was sent: read the summary again, then send.
apply-summary-incomplete = Complete what is missing before sending.
apply-terms = I accept the terms and conditions of the service
apply-terms-read = Read the terms and conditions
apply-terms-needed = To send the application accept the terms and conditions.
apply-send = Send the application
apply-sent-title = Application sent
apply-sent-thanks = Thank you, we have received your application. The protocol number is { $number } of { $date }.
apply-sent-due = The municipality must answer by { $date }.
apply-sent-mail = We have sent the summary to { $email }.
apply-sent-no-mail = You gave no e-mail address: you find everything in your personal area.
apply-sent-receipt = Download the receipt (PDF { $size })
apply-sent-receipt-preparing = The receipt is being prepared: in a moment you find it here and in your personal area.
apply-sent-next = Next steps
apply-sent-follow = See the application in your personal area
apply-rate = Rate the service
apply-done-already = This application was already sent.
apply-expired-title = Your session has ended
apply-expired-lead = For safety you have to sign in again. What you wrote is kept in this page: do not close it.
apply-expired-first = Sign in again: another tab opens.
apply-expired-sign-in = Sign in in another tab
apply-expired-then = Come back to this tab and save what you had written.
apply-expired-retry = Try saving again
apply-expired-files = The files you had chosen were not received: after saving, upload them again.
apply-expired-kept = Your session has ended. What you wrote is kept on this device: sign in again and you find it here.
apply-expired-again = Sign in again
apply-gone = This draft was sent or deleted from another page: nothing is saved here any more.
apply-gone-reload = Reload the page
apply-appeared = More questions have appeared because of your answer.
apply-restored = We have brought back what you were writing.
apply-answer-restored = We brought back what you were writing in this tab.
apply-delete = Delete the draft
apply-delete-confirm-title = Do you want to delete the draft?
apply-delete-confirm-lead = The answers and the uploaded files will be erased.
apply-delete-done = Draft deleted.
apply-assist = { $level } needed · about { $minutes } minutes
apply-too-many-drafts = You already have many drafts of this application: delete those you do not need before starting a new one.
apply-choose-none = None
apply-rank = Choice { $n }
apply-locate = Use where you are
apply-locate-add = Add the point where you are
apply-locate-failed = We cannot find out where you are: write latitude and longitude, or leave this empty.
apply-find = Search the answers
apply-find-found = Answers found: { $n }.
apply-register-help = Write at least one word and choose from the list.
apply-register-free = Write at least one word and choose from the list; if it is not there, write the whole name.
apply-register-none = No results.
apply-register-found = Results: { $n }. Use the arrow keys to choose.

# When an application can be sent.
intake-until = You can send the application until { $when }.
intake-left = { $left } of { $cap } places are still free.
intake-not-yet = You can send the application from { $when }.
intake-over = The time for sending the application ended on { $when }.
intake-full = All { $cap } applications that are taken have already come.
prefill-declared = an earlier application of yours
prefill-wrong = Is something wrong in these data?
prefill-wrong-what = They come from whoever keeps them, as it says beside “From”: those of SPID and CIE are corrected by your provider, and change here when you next sign in; those of a register of the municipality are corrected by the municipality. Meanwhile you can go on with the application.
prefill-wrong-ask = Tell the municipality
apply-summary-exempt = What you do not pay, and why
apply-computed-later = Worked out from your answers
apply-not-taken = An answer is too long and was not saved: make it shorter. The others are saved.
apply-summary-beside = For these questions you gave different answers on different pages. See whether the right one counts: when you send, the others are lost.
apply-summary-unfinished = These files have not arrived whole and are not part of the application. Upload them again, or cancel the upload.

# Reporting a datum that is wrong.
report-title = Report data that are wrong
report-lead = These are the data that the application took from elsewhere and that cannot be changed here.
report-what = What is wrong?
report-what-help = Write which datum is wrong and what it should be. The report goes to the office that handles the application.
report-what-missing = Write what is wrong
report-send = Send the report
report-back = Back to the application
report-done = We have sent the report to the office. Meanwhile you can go on with the application.
