# I messaggi di posta. Chiavi: mail-…

# Ricevuta, lettere e messaggi ai cittadini.
mail-receipt-title = Ricevuta
mail-receipt-term = { $length } dal ricevimento ({ $norm })
mail-receipt-silence-assent = Se entro quella data il Comune non risponde, la domanda si considera accolta (silenzio-assenso).
mail-receipt-silence-refusal = Se entro quella data il Comune non risponde, la domanda si considera respinta (silenzio-rigetto).
mail-receipt-silence-none = Se entro quella data il Comune non risponde, puoi rivolgerti a chi ha il potere sostitutivo: { $substitute }.
mail-receipt-remedies-none = Puoi chiedere a chi ha il potere sostitutivo ({ $substitute }) di concludere il procedimento in metà del tempo (art. 2 c. 9-ter della legge 241/1990). Puoi anche ricorrere al Tribunale amministrativo regionale contro il silenzio, entro un anno dalla scadenza del termine (artt. 31 e 117 del D.Lgs. 104/2010).
mail-receipt-remedies-assent = Puoi chiedere all'ufficio di attestare che il termine è passato e che la domanda è accolta. Se l'attestazione non arriva entro 10 giorni, basta una tua dichiarazione (art. 20 c. 2-bis della legge 241/1990).
mail-receipt-remedies-refusal = Passato il termine puoi ricorrere contro il rifiuto al Tribunale amministrativo regionale, entro 60 giorni.
mail-receipt-online = Puoi vedere la pratica, inviare documenti e ricevere le comunicazioni nella tua area personale.
mail-letter-signature = Firma autografa sostituita a mezzo stampa ai sensi dell'art. 3 c. 2 del D.Lgs. 39/1993
mail-letter-signs-for = per il { $role } { $holder }
mail-letter-text =
    { $body }

    Trovi la pratica e i documenti qui:
    { $page }

    { $town }
mail-confirm-subject = Abbiamo ricevuto la tua richiesta { $number }
mail-confirm-text =
    Gentile { $name },

    abbiamo ricevuto la tua richiesta «{ $service }» il { $sent }. Il numero di protocollo è { $number }.

    Il Comune deve rispondere entro il { $due }.

    Trovi la ricevuta e tutte le novità qui:
    { $page }

    { $town }
mail-warn-subject = La tua bozza sta per essere cancellata
mail-warn-text =
    Gentile { $name },

    hai iniziato la domanda «{ $service }» e non l'hai ancora inviata. Se non la riprendi entro il { $date }, la bozza si cancella, con i documenti che hai allegato.

    Per continuare apri questa pagina: basta salvare di nuovo e la bozza resta.
    { $page }

    Se non ti serve più, non devi fare niente.

    { $town }

mail-report-subject = Dato segnalato come sbagliato: { $name }
mail-report-text =
    { $name } (codice fiscale { $code }, e-mail { $email }) compila la domanda «{ $service }» e il giorno { $moment } ha segnalato che un dato preso da un'altra fonte è sbagliato:

    { $said }

    I dati presi da altre fonti, come li vede:
    { $given }

# Ogni mattina lavorativa, all'ufficio.
mail-morning-subject = { $office }: termini in scadenza, { $on }
mail-morning-text =
    Le pratiche di { $office } con un termine vicino o passato:

    { $applications }

    Tutta la coda: { $queue }
mail-morning-nobody = Non è assegnata a nessuno.
mail-morning-assigned = Assegnata a { $who }.
mail-morning-left = Assegnata a { $who }, che non lavora più qui.
mail-morning-substitute = All'attenzione di chi ha il potere sostitutivo: { $who }.
mail-morning-deadline = { $deadline }: entro il { $on }.
mail-morning-deadline-over = { $deadline }: era da fare entro il { $on }.
mail-substitute-subject = Potere sostitutivo, { $office }: termini passati senza decisione, { $on }
mail-substitute-text =
    Per queste pratiche di { $office } il termine è passato senza una decisione. Da oggi chi ha fatto domanda può rivolgersi a chi ha il potere sostitutivo, che decide entro la metà del termine (legge 241/1990, art. 2, commi 9-bis e 9-ter):

    { $applications }

# L'ufficio ha rettificato una risposta.
mail-corrected-subject = Abbiamo rettificato una risposta della tua richiesta { $number }
mail-corrected-text =
    Gentile { $name },

    l'ufficio ha rettificato una risposta della tua richiesta «{ $service }», numero { $number }. Il motivo:

    { $reason }

    Quello che avevi inviato resta conservato. Che cosa è cambiato lo leggi qui; se non sei d'accordo, scrivi all'ufficio:
    { $page }

    { $town }
mail-opinion-asked-subject = Parere da dare entro il { $until }: pratica { $number }
mail-opinion-asked-text =
    { $by } chiede un parere a { $of } sulla pratica { $number } ({ $service }).

    La risposta è attesa entro il { $until }. La domanda e quello che serve per rispondere sono qui:
    { $page }

    { $town }
mail-opinion-reminded-subject = Sollecito: parere sulla pratica { $number }
mail-opinion-reminded-text =
    { $by } aspetta ancora il parere di { $of } sulla pratica { $number } ({ $service }), da dare entro il { $until }.

    Per rispondere:
    { $page }

    { $town }
mail-opinion-outside-asked-text =
    Gentile { $of },

    { $by } del { $town } chiede il tuo parere sulla pratica { $number } ({ $service }). La risposta è attesa entro il { $until }.

    Per leggere la domanda e rispondere apri questo link ed entra con SPID o CIE. Il link vale per una sola persona: non inoltrarlo, se a rispondere devi essere tu.
    { $page }

    { $town }
mail-opinion-outside-reminded-text =
    Gentile { $of },

    { $by } del { $town } aspetta ancora il tuo parere sulla pratica { $number } ({ $service }), da dare entro il { $until }.

    Per rispondere apri questo link ed entra con SPID o CIE:
    { $page }

    { $town }
mail-opinion-revoked-subject = Parere non più necessario: pratica { $number }
mail-opinion-revoked-text =
    Il parere di { $of } sulla pratica { $number } ({ $service }), chiesto da { $by }, non serve più.

    Motivo: { $reason }

    { $town }
mail-opinion-given-subject = È arrivato il parere di { $of }: pratica { $number }
mail-opinion-given-text =
    { $of } ha dato il parere sulla pratica { $number } ({ $service }).

    Per leggerlo:
    { $page }

    { $town }
mail-opinion-near-subject = Tra poco scade il parere sulla pratica { $number }
mail-opinion-near-text =
    Gentile { $of },

    il { $until } è l'ultimo giorno per il parere che { $by } del { $town } ti ha chiesto sulla pratica { $number } ({ $service }).

    Per rispondere apri questo link ed entra con SPID o CIE:
    { $page }

    { $town }
mail-opinion-over-subject = È scaduto il parere sulla pratica { $number }
mail-opinion-over-text =
    Gentile { $of },

    il { $until } era l'ultimo giorno per il parere che { $by } del { $town } ti ha chiesto sulla pratica { $number } ({ $service }). Puoi ancora darlo, ma l'ufficio può già decidere senza.

    Per rispondere apri questo link ed entra con SPID o CIE:
    { $page }

    { $town }
mail-opinion-put-off-subject = Più tempo per il parere: pratica { $number }
mail-opinion-put-off-text =
    { $by } dà a { $of } più tempo per il parere sulla pratica { $number } ({ $service }): ora è da dare entro il { $until }.

    Motivo: { $reason }

    Per rispondere:
    { $page }

    { $town }
mail-opinion-outside-put-off-text =
    Gentile { $of },

    { $by } del { $town } ti dà più tempo per il parere sulla pratica { $number } ({ $service }): ora è da dare entro il { $until }.

    Motivo: { $reason }

    Per rispondere apri questo link ed entra con SPID o CIE:
    { $page }

    { $town }
mail-opinion-held-up-subject = Manca qualcosa per il parere di { $of }: pratica { $number }
mail-opinion-held-up-text =
    Per dare il parere sulla pratica { $number } ({ $service }), a { $of } serve ancora:

    { $reason }

    Finché non lo mandi il termine per il parere è fermo; quello del procedimento no. Per rispondere:
    { $page }

    { $town }
mail-opinion-supplied-subject = Ecco quello che mancava per il parere: pratica { $number }
mail-opinion-supplied-text =
    { $by } ha mandato a { $of } quello che mancava per il parere sulla pratica { $number } ({ $service }). Da oggi ci sono quindici giorni: la risposta è attesa entro il { $until }.

    Per leggerlo e rispondere:
    { $page }

    { $town }
mail-opinion-outside-supplied-text =
    Gentile { $of },

    { $by } del { $town } ti ha mandato quello che mancava per il parere sulla pratica { $number } ({ $service }). Da oggi hai quindici giorni: la risposta è attesa entro il { $until }.

    Per leggerlo e rispondere apri questo link ed entra con SPID o CIE:
    { $page }

    { $town }
mail-morning-opinion-near = Parere da dare entro il { $on } sulla pratica { $number }, chiesto da { $office }.
mail-morning-opinion-over = Il parere sulla pratica { $number }, chiesto da { $office }, andava dato entro il { $on }.
mail-morning-opinion-missing = Sulla pratica { $number } il parere di { $office }, atteso entro il { $on }, non è arrivato. Se era un parere, la legge ti lascia proseguire senza (art. 16 c. 2 della legge 241/1990).
mail-morning-opinion-outside = un esperto esterno
mail-morning-absence = { $name } è assente fino al { $until } e ha in mano { $n ->
    [one] una pratica
   *[other] { $n } pratiche
 } dell'ufficio, senza sostituto. Dalla coda si vedono e si affidano ad altri.
mail-morning-absence-covered = { $name } è assente fino al { $until } e ha in mano { $n ->
    [one] una pratica
   *[other] { $n } pratiche
 } dell'ufficio: al suo posto c'è { $substitute }.
mail-morning-gone = { $name } non lavora più qui e ha ancora in mano { $n ->
    [one] una pratica
   *[other] { $n } pratiche
 } dell'ufficio. Chi subentra non deve scrivere il motivo: { $queue }
mail-message-subject = Un messaggio sulla tua pratica { $number }
mail-message-text =
    Gentile { $name },

    { $office } ti ha scritto sulla pratica { $number } ({ $service }).

    Per leggere e rispondere entra nella tua area personale:
    { $page }

    { $town }
mail-morning-messages = Sulla pratica { $number } { $n ->
    [one] c'è un messaggio da leggere, arrivato il { $since }.
   *[other] ci sono { $n } messaggi da leggere, il primo arrivato il { $since }.
 }
mail-rectified-subject = Rettifica di un documento della tua richiesta { $number }
mail-rectified-text =
    Gentile { $name },

    in un documento della tua richiesta «{ $service }», numero { $number }, c'era un errore e l'abbiamo rettificato. Il motivo:

    { $reason }

    L'esito e i termini non cambiano. La rettifica è tra i tuoi documenti:
    { $page }

    { $town }

# Lettere che lo sportello scrive da sé, uguali per ogni procedimento.

own-letter-receipt = Ricevuta
own-letter-reopened = Riapertura della decisione
own-letter-reopened-subject = Riapertura della decisione sulla pratica { $number }
own-letter-of-grant = la decisione del { $on }, che accoglieva la tua richiesta
own-letter-of-refusal = la decisione del { $on }, che non accoglieva la tua richiesta
own-letter-of-silence = l'esito che la legge dava al silenzio, maturato il { $on }
own-letter-reopened-text = Ti comunichiamo che da oggi non vale più { $what }. La pratica è «{ $service }», numero { $number }.
own-letter-cause-annulment = La decisione era illegittima e l'ufficio la annulla (annullamento d'ufficio, art. 21-nonies della legge 241/1990).
own-letter-cause-falsehood = La decisione è stata ottenuta con dichiarazioni false, accertate da una sentenza definitiva, e l'ufficio la annulla (art. 21-nonies, comma 2-bis, della legge 241/1990).
own-letter-cause-revocation = Sono cambiati i fatti o l'interesse pubblico e l'ufficio revoca la decisione (art. 21-quinquies della legge 241/1990). Se ne ricevi un danno, l'ufficio deve indennizzarti.
own-letter-cause-mistake = La decisione è stata presa per un errore materiale.
own-letter-cause-judgment = Lo chiede una sentenza, o un ricorso che è stato accolto.
own-letter-reopened-reason = Motivazione: { $reason }
own-letter-reopened-review = La pratica torna in esame e l'ufficio prende una nuova decisione. Finché non la prende, il suo silenzio non vale né come sì né come no. Prima che decida puoi scrivergli le tue osservazioni e chiedere di vedere gli atti (art. 10 della legge 241/1990).
own-letter-reopened-term = La pratica torna in esame: l'ufficio deve prendere una nuova decisione entro il { $due }. Prima che decida puoi scrivergli le tue osservazioni e chiedere di vedere gli atti (art. 10 della legge 241/1990).
own-letter-corrected = Rettifica
own-letter-corrected-subject = Rettifica di un documento della pratica { $number }
own-letter-corrected-text =
    In «{ $title }» del { $on }, protocollo { $act }, c'è un errore materiale, che con questa lettera si corregge.

    Dove si legge: «{ $wrong }»

    si deve leggere: «{ $right }»

    Motivo: { $reason }

    Tutto il resto rimane com'è. L'esito della pratica { $number } e i termini per opporsi non cambiano.
mail-reopened-subject = Riapriamo la decisione sulla tua richiesta { $number }
mail-reopened-text =
    Gentile { $name },

    l'ufficio ha riaperto la decisione sulla tua richiesta «{ $service }», numero { $number }: quella decisione non vale più e ne arriverà una nuova. Il motivo:

    { $reason }

    Che cosa succede adesso, ed entro quando, lo leggi qui:
    { $page }

    { $town }

# A chi lavora in ufficio, come ha scelto.
mail-digest-subject = { $n ->
    [one] Una pratica con novità, { $on }
   *[other] { $n } pratiche con novità, { $on }
 }
mail-digest-text =
    { $news }

    La tua coda: { $queue }
    Per ricevere questi messaggi più spesso, più di rado o mai: { $choose }
mail-digest-terms = { $n ->
    [one] In mano a te, con un termine vicino o passato
   *[other] In mano a te, con un termine vicino o passato ({ $n })
 }
mail-digest-in-hand = { $n ->
    [one] In mano a te, con una novità
   *[other] In mano a te, con novità ({ $n })
 }
mail-digest-arrived = { $n ->
    [one] Arrivata all'ufficio, e nessuno l'ha ancora presa
   *[other] Arrivate all'ufficio, e nessuno le ha ancora prese ({ $n })
 }
mail-digest-term-near = Da concludere entro il { $on }.
mail-digest-term-over = Era da concludere entro il { $on }.
mail-digest-leaves-out = È successo molto: il resto si vede nella coda.
mail-digest-more = { $n ->
    [one] Un'altra è nella coda.
   *[other] Altre { $n } sono nella coda.
 }
mail-digest-sent = È arrivata.
mail-digest-given = È stata assegnata a te.
mail-digest-transferred = È arrivata da { $office }.
mail-digest-integration = Il cittadino ha risposto alla richiesta di integrazione.
mail-digest-observations = Il cittadino ha presentato le sue osservazioni.
mail-digest-opinion = È arrivato un parere.
mail-digest-opinion-held-up = Chi deve dare un parere ha chiesto quello che gli manca.
mail-digest-paid = È stato pagato.
mail-digest-withdrawn = Il cittadino l'ha ritirata.
mail-digest-reopened = È stata riaperta.
mail-digest-silence = Il termine è passato e il silenzio ha prodotto il suo effetto.
mail-digest-amended = Il cittadino ha cambiato le sue risposte.
mail-digest-corrected = Un collega ha rettificato una risposta.
mail-digest-message = Il cittadino ha scritto un messaggio.
mail-digest-moved = Ora è «{ $state }».
mail-digest-moved-citizen = Per un passo del cittadino ora è «{ $state }».
mail-digest-moved-time = Con il passare del tempo ora è «{ $state }».

# Sotto ogni decisione.
paper-term-days = { $n ->
    [one] un giorno
   *[other] { $n } giorni
 }
paper-term-working-days = { $n ->
    [one] un giorno lavorativo
   *[other] { $n } giorni lavorativi
 }
paper-term-months = { $n ->
    [one] un mese
   *[other] { $n } mesi
 }
paper-term-still = { $n ->
    [0] {""}
    [one] , senza contare un giorno di sospensione
   *[other] , senza contare { $n } giorni di sospensione
 }
paper-term-taken = Il termine del procedimento è di { $length } ({ $norm }). Per concluderlo { $n ->
    [0] è bastato il giorno stesso
    [one] è servito un giorno
   *[other] sono serviti { $n } giorni
 }{ $still } (legge 241/1990, art. 2, comma 9-quinquies).
