# The e-mail messages. Keys: mail-…

# Receipt, letters and messages to citizens.
mail-receipt-title = Receipt
mail-receipt-term = { $length } from receipt ({ $norm })
mail-receipt-silence-assent = If the municipality does not answer by that date, the application counts as granted (silence is assent).
mail-receipt-silence-refusal = If the municipality does not answer by that date, the application counts as refused.
mail-receipt-silence-none = If the municipality does not answer by that date, you may turn to the holder of the substitutive power: { $substitute }.
mail-receipt-online = You can see the file, send documents and receive notices in your personal area.
mail-letter-signature = Handwritten signature replaced by print under art. 3(2) of D.Lgs. 39/1993
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
    Hello { $name },

    you began the application “{ $service }” and have not sent it yet. If you do not go on with it by { $date }, the draft is deleted, with the documents you attached.

    To go on open this page: save once more and the draft stays.
    { $page }

    If you do not need it any more, there is nothing to do.

    { $town }
