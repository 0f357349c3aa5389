# La compilazione e l'invio di una richiesta. Chiavi: apply-…

apply-steps = Passi della domanda
apply-step-of = { $n } di { $total }
apply-step-confirmed = Confermato
apply-step-active = Attivo
apply-intro = Inserisci le informazioni richieste. Le potrai rileggere tutte nel riepilogo, prima di inviare.
apply-asterisk = I campi con l'asterisco (*) sono obbligatori.
apply-index = Informazioni richieste
apply-index-complete = completo
apply-index-missing = { $n ->
    [one] manca { $n } risposta
   *[other] mancano { $n } risposte
}
apply-index-empty = da compilare
amend-title = Cambia: { $section }
amend-change = Cambia: { $section }
amend-correct = Rettifica: { $section }
amend-while = Finché l'ufficio non prende in carico la domanda puoi cambiare le risposte. Quello che hai inviato resta comunque scritto.
amend-lead-citizen = Quando salvi, l'ufficio vede la risposta nuova e quella di prima. I file non si possono cambiare da qui.
amend-lead-office = La risposta inviata resta leggibile accanto a quella nuova. Il cittadino vede che cosa hai cambiato e perché.
amend-why = Perché lo cambi
amend-why-help = Per esempio: numero civico sbagliato, verificato al telefono con il richiedente.
amend-why-missing = Scrivi perché cambi questi dati
amend-confirm = Salva le risposte cambiate
amend-same = Non hai cambiato niente.
amend-before-after = { $after } (prima: { $before })
apply-wrong-title = Errore: { $title }
apply-errors-title = Attenzione: ci sono informazioni mancanti o errate
apply-errors-lead = { $n ->
    [one] Correggi questo punto per proseguire:
   *[other] Correggi questi { $n } punti per proseguire:
}
apply-errors-elsewhere = Negli altri passi manca ancora qualcosa. Completa anche:
apply-save-what = la bozza
apply-to-summary = Salva e torna al riepilogo
apply-saved-at = Salvato alle { $time }
apply-saved = Bozza salvata. La ritrovi nella tua area personale.
apply-saving = Salvataggio in corso…
apply-not-saved = In attesa di rete: non siamo riusciti a salvare. Riproviamo da soli; non chiudere la pagina.
apply-waiting = In attesa di rete. Quello che scrivi è conservato su questo dispositivo e si salva da solo appena possibile.
apply-refresh = Aggiorna
apply-refresh-help = Le domande che seguono dipendono dalle tue risposte: premi Aggiorna per vederle.
apply-help = Hai bisogno di aiuto?
apply-help-office = Contatta l'ufficio
apply-help-appointment = Prenota un appuntamento
apply-locked = Campo non modificabile
apply-from = arriva da: { $source }
apply-choose = Scegli
apply-row = Elemento { $n }
apply-row-remove = Rimuovi { $title }
apply-rows-limit = Puoi aggiungerne al massimo { $n }.
apply-too-many-answers = Ci sono più risposte di quante il modulo ne chiede: non abbiamo salvato queste modifiche.
apply-answer-too-long = Una risposta è troppo lunga: accorciala e salva di nuovo.
apply-rows-none = Non hai aggiunto niente. Se non serve, vai avanti.
apply-length-help = Fino a { $n } caratteri.
apply-files-help = Formati accettati: { $types }. Dimensione massima di ogni file: { $mb } MB. { $least ->
    [one] Al massimo
   *[other] Almeno { $least } e al massimo
} { $n ->
    [one] un file
   *[other] { $n } file
}.
apply-template = Scarica il modello da compilare: { $title } (PDF)
apply-template-help = Ci trovi le risposte già salvate. Completalo, fallo firmare e caricalo qui.
apply-template-save = Se hai scritto qualcosa in questa pagina, prima salva la bozza.
apply-files-upload = Carica
apply-files-remove = Rimuovi il file { $name }
apply-files-ready = pronto
apply-files-checking = in controllo
apply-files-refused = rifiutato: { $reason }
apply-files-too-large = Il file { $name } supera { $mb } MB. Scegline uno più piccolo.
apply-file-too-large = Il file che hai scelto supera { $mb } MB. Scegline uno più piccolo.
apply-files-wrong-type = «{ $name }» non è di un tipo accettato. Vanno bene: { $types }.
apply-files-false = «{ $name }» non è un vero { $type }: scegli il documento originale
apply-files-false-or-photo = «{ $name }» non è un vero { $type }: scegli il documento originale o una foto
apply-files-damaged = «{ $name }» è rovinato o non si può leggere fino in fondo. Aprilo sul tuo dispositivo, salvalo di nuovo e caricalo, oppure fai una nuova foto.
apply-files-program = «{ $name }» contiene programmi, che non possiamo accettare. Aprilo, stampalo in un nuovo PDF (Stampa, Salva come PDF) e carica quello.
apply-files-broke-off = Caricamento interrotto di { $name }: { $received } di { $size }. Scegli di nuovo lo stesso file per continuare da qui.
apply-files-give-up = Annulla il caricamento di { $name }
apply-uploads-too-many = Ci sono troppi caricamenti interrotti in questa domanda. Annullane qualcuno e riprova.
apply-files-pause = Sospendi
apply-files-resume = Riprendi
apply-files-stopped = Il caricamento di { $name } è fermo. Premi Riprendi per continuare da dove si è fermato.
apply-files-drop = Scegli un file oppure trascinalo qui.
apply-files-sending = Caricamento di { $name }…
apply-files-cancel = Annulla il caricamento
apply-files-cancelled = Caricamento annullato.
apply-files-done = Il file { $name } è stato caricato.
apply-files-failed = Il file { $name } non è stato caricato. Controlla la connessione e sceglilo di nuovo.
apply-files-empty = Il file { $name } è vuoto. Controllalo e caricalo di nuovo.
apply-files-too-many = { $n ->
    [one] Puoi caricare un solo file. Rimuovi quello che c'è prima di caricarne un altro.
   *[other] Puoi caricare al massimo { $n } file. Rimuovine uno prima di caricarne un altro.
}
apply-beside-title = Da un'altra pagina hai scritto una risposta diversa. Scegli quale vale:
apply-beside = Da un'altra pagina avevi risposto «{ $earlier }». Per ora vale la risposta scritta qui.
apply-beside-take = Riprendi «{ $earlier }»
apply-beside-keep = Tieni la risposta di adesso
apply-draft-choose-title = Hai già iniziato questa domanda
apply-draft-choose-lead = Puoi continuare una bozza oppure iniziare da capo.
apply-draft-continue = Continua la bozza del { $date }
apply-draft-new = Inizia una nuova domanda
apply-draft-saved = salvata il { $date }
apply-closed-title = Il servizio non è attivo
apply-closed-lead = Ora non puoi presentare questa domanda online.
apply-summary = Riepilogo
apply-summary-callout-title = Attenzione
apply-summary-callout = Le informazioni che hai fornito hanno valore di dichiarazione. Controlla che siano corrette.
apply-summary-change = Modifica { $section }
apply-summary-fees = Importi
apply-summary-fees-total = Totale
apply-summary-fees-none = Per questa domanda non devi pagare nulla.
apply-summary-phase-filing = da pagare prima dell'invio
apply-summary-phase-release = da pagare al rilascio
apply-summary-effects = Che cosa succede quando invii
apply-summary-effect-number = Ricevi subito il numero di protocollo e la ricevuta, anche per e-mail.
apply-summary-effect-due = Il Comune deve rispondere entro il { $date }.
apply-summary-effect-assent = Se non risponde entro quella data, la domanda si considera accolta (silenzio-assenso).
apply-summary-effect-refusal = Se non risponde entro quella data, la domanda si considera respinta.
apply-summary-effect-none = Se non risponde entro quella data puoi rivolgerti a: { $substitute }.
apply-accepted-until = Il Comune ha pubblicato un modulo nuovo. Puoi inviare questa domanda così com'è fino al giorno { $when }. Dopo, le tue risposte passano nel modulo nuovo e qui leggi che cosa è cambiato.
apply-kept = Quello che hai scritto resta nella tua area personale.
apply-moved-title = Il modulo di questa domanda è cambiato
apply-moved-lead = Le tue risposte sono già nel modulo nuovo. Guarda che cosa è cambiato:
apply-moved-nothing = Le tue risposte sono già nel modulo nuovo, che non ti chiede niente di più.
apply-moved-step = Passo nuovo: { $label }
apply-moved-field = Domanda nuova: { $label }
apply-moved-changed = Domanda cambiata: { $label }
apply-moved-again = { $label }: rispondi di nuovo. Avevi risposto «{ $answer }».
apply-moved-gone = Non te lo chiediamo più, e non sarà inviato:
apply-moved-left = { $label }: avevi risposto «{ $answer }».
apply-moved-read = Ho letto, non mostrarlo più
apply-summary-changed = Nel frattempo le tue risposte sono cambiate in un'altra pagina. Non abbiamo inviato nulla: rileggi il riepilogo e poi invia.
apply-summary-incomplete = Prima di inviare completa quello che manca.
apply-terms = Accetto i termini e le condizioni di servizio
apply-terms-read = Leggi i termini e le condizioni
apply-terms-needed = Per inviare la domanda accetta i termini e le condizioni.
apply-send = Invia la domanda
apply-sent-title = Richiesta inviata
apply-sent-thanks = Grazie, abbiamo ricevuto la tua richiesta. Il numero di protocollo è { $number } del { $date }.
apply-sent-due = Il Comune deve rispondere entro il { $date }.
apply-sent-mail = Abbiamo inviato il riepilogo all'indirizzo { $email }.
apply-sent-no-mail = Non hai indicato un indirizzo e-mail: trovi tutto nella tua area personale.
apply-sent-receipt = Scarica la ricevuta (PDF { $size })
apply-sent-receipt-preparing = La ricevuta è in preparazione: tra qualche istante la trovi qui e nella tua area personale.
apply-sent-next = Prossimi passi
apply-sent-follow = Consulta la richiesta nella tua area personale
apply-rate = Valuta il servizio
apply-done-already = Questa domanda è già stata inviata.
apply-expired-title = La sessione è scaduta
apply-expired-lead = Per sicurezza devi entrare di nuovo. Quello che hai scritto è conservato in questa pagina: non chiuderla.
apply-expired-first = Entra di nuovo: si apre un'altra scheda.
apply-expired-sign-in = Entra in un'altra scheda
apply-expired-then = Torna a questa scheda e salva quello che avevi scritto.
apply-expired-retry = Riprova a salvare
apply-expired-files = I file che avevi scelto non sono stati ricevuti: dopo aver salvato, caricali di nuovo.
apply-expired-kept = La sessione è scaduta. Quello che hai scritto è conservato su questo dispositivo: entra di nuovo e lo ritrovi qui.
apply-expired-again = Entra di nuovo
apply-gone = Questa bozza è stata inviata o eliminata da un'altra pagina: qui non si salva più nulla.
apply-gone-reload = Ricarica la pagina
apply-appeared = In base alla tua risposta sono comparse altre domande.
apply-restored = Abbiamo recuperato quello che stavi scrivendo.
apply-answer-restored = Abbiamo recuperato quello che stavi scrivendo in questa scheda.
apply-delete = Elimina la bozza
apply-delete-confirm-title = Vuoi eliminare la bozza?
apply-delete-confirm-lead = Le risposte e i file caricati saranno cancellati.
apply-delete-done = Bozza eliminata.
apply-assist = Serve { $level } · circa { $minutes } minuti
apply-too-many-drafts = Hai già molte bozze di questa domanda: elimina quelle che non ti servono prima di iniziarne una nuova.
apply-choose-none = Nessuna
apply-rank = { $n }ª scelta
apply-locate = Usa la posizione in cui sei
apply-locate-add = Aggiungi il punto in cui sei
apply-locate-failed = Non riusciamo a sapere dove sei: scrivi latitudine e longitudine, oppure lascia vuoto.
apply-find = Cerca tra le risposte
apply-find-found = Risposte trovate: { $n }.
apply-register-help = Scrivi almeno una parola e scegli dall'elenco.
apply-register-free = Scrivi almeno una parola e scegli dall'elenco; se non c'è, scrivi il nome per intero.
apply-register-none = Nessun risultato.
apply-register-found = Risultati: { $n }. Usa le frecce per scegliere.

# Quando si può presentare una domanda.
intake-until = Puoi inviare la domanda fino al giorno { $when }.
intake-left = Sono ancora disponibili { $left } posti su { $cap }.
intake-not-yet = Potrai inviare la domanda dal giorno { $when }.
intake-over = Il tempo per inviare la domanda è finito il giorno { $when }.
intake-full = Sono già arrivate tutte le { $cap } domande previste.
prefill-declared = una tua domanda precedente
prefill-wrong = C'è un errore in questi dati?
prefill-wrong-what = Arrivano da chi li tiene, come è scritto accanto a «Arriva da»: SPID e CIE li corregge il tuo gestore, e qui cambiano al tuo prossimo accesso; quelli di un registro del Comune li corregge il Comune. Intanto puoi andare avanti con la domanda.
prefill-wrong-ask = Segnala l'errore al Comune
apply-summary-exempt = Che cosa non paghi, e perché
apply-computed-later = Si calcola con le tue risposte
apply-not-taken = Una risposta è troppo lunga e non è stata salvata: accorciala. Le altre sono salvate.
apply-summary-beside = Per queste domande hai scritto risposte diverse in pagine diverse. Guarda se vale quella giusta: con l'invio le altre si perdono.
apply-summary-unfinished = Questi file non sono arrivati per intero e non fanno parte della domanda. Caricali di nuovo, oppure annulla il caricamento.

# Segnalare un dato sbagliato.
report-title = Segnala un dato sbagliato
report-lead = Questi sono i dati che la domanda ha preso da altri e che qui non si possono cambiare.
report-what = Che cosa è sbagliato?
report-what-help = Scrivi quale dato non va e come dovrebbe essere. La segnalazione arriva all'ufficio che segue la domanda.
report-what-missing = Scrivi che cosa è sbagliato
report-send = Invia la segnalazione
report-back = Torna alla domanda
report-done = Abbiamo mandato la segnalazione all'ufficio. Intanto puoi andare avanti con la domanda.
