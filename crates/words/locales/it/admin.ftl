# Le pagine dell'amministratore. Chiavi: admin-…

admin-title = Gestione
admin-tab-procedures = Procedimenti
admin-tab-offices = Uffici
admin-tab-people = Persone
admin-tab-jobs = Lavori
admin-procedures-lead = Ogni procedimento è un documento. Qui vedi che cosa è pubblicato e con quali revisioni.
admin-procedure-import = Importa un procedimento
admin-procedure-published = pubblicata
admin-procedure-draft = in bozza
admin-procedure-retired = ritirata
admin-procedure-none = Nessun procedimento. Importa il primo.
admin-procedure-revision = Revisione { $n }
admin-procedure-current = Revisione in uso: { $n }
admin-procedure-not-published = Non ancora pubblicato
admin-procedure-running = { $n ->
    [one] { $n } pratica
   *[other] { $n } pratiche
}
admin-procedure-publish = Pubblica la revisione { $n }
admin-procedure-download = Scarica il file
admin-procedure-published-done = La revisione { $n } è pubblicata.
admin-procedure-imported = Importato come revisione { $n }, in bozza.
admin-procedure-same = Questo documento è già la revisione { $n }: non è cambiato nulla.
admin-import-file = File del procedimento (YAML)
admin-import-send = Verifica e importa
admin-import-refused = Il documento non può entrare. Correggi questi punti:
admin-import-refused-column-place = Riga e colonna
admin-import-refused-column-reason = Motivo
admin-import-help = Il documento è verificato prima di entrare. Importarlo non lo pubblica.
admin-import-missing = Scegli un file.
admin-offices-none = Nessun ufficio.
admin-office-people = { $n ->
    [one] { $n } persona
   *[other] { $n } persone
}
admin-people-lead = Chi può fare che cosa. I ruoli valgono per ufficio e arrivano dall'identità del Comune: una persona compare dal suo primo accesso.
admin-people-none = Nessuna persona con un ruolo.
admin-person = Persona
admin-role = Ruolo
admin-office = Ufficio
admin-since = Dal
admin-jobs-lead = Quello che il sistema fa dopo ogni passaggio.
admin-jobs-none = Nessun lavoro in questo stato.
admin-jobs-state-waiting = in attesa
admin-jobs-state-running = in corso
admin-jobs-state-parked = fermi
admin-jobs-state-done = fatti
admin-jobs-kind = Lavoro
admin-jobs-state = Stato
admin-jobs-attempt = Tentativi
admin-jobs-next = Prossimo tentativo
admin-jobs-error = Ultimo errore
admin-jobs-replay = Riprova
admin-jobs-replayed = Il lavoro riparte.
admin-job-receipt = Ricevuta
admin-job-letter = Lettera
admin-job-scan = Controllo antivirus
admin-job-export = Esportazione
admin-job-distribution = Assegnazione automatica
admin-job-rank = Calcolo di una graduatoria
admin-job-ranking = Passo di una graduatoria
admin-job-bulk = Azione in blocco
admin-job-mail = E-mail
role-clerk = Operatore
role-responsible = Responsabile del procedimento
role-head = Dirigente
role-protocol = Protocollo
role-front_desk = Sportello
role-auditor = Revisore
role-site_admin = Amministratore del sito
role-system_admin = Amministratore di sistema
admin-column-revision = Revisione
admin-column-created = Arrivata il
admin-column-running = Pratiche in corso
admin-column-hash = Impronta
admin-column-actions = Azioni
admin-import-refused-column-part = Parte
admin-jobs-parked-at = Fermo dal
admin-jobs-done-at = Fatto il
role-procedure_admin = Amministratore dei procedimenti
admin-procedure-replaced = sostituita
admin-import-place = riga { $line }, colonna { $column }
admin-publish-new = Da subito chi comincia una domanda usa la revisione { $n }, e la scheda del servizio mostra i suoi testi.
admin-publish-drafts = Le bozze già cominciate continuano con la loro revisione: chi le ha può ancora inviarle per 60 giorni.
admin-publish-running = { $n ->
    [one] { $n } pratica in corso segue la revisione { $revision } e vi resta fino alla fine.
   *[other] { $n } pratiche in corso seguono la revisione { $revision } e vi restano fino alla fine.
}
admin-prospect-title = Le pratiche in corso
admin-prospect-untouched = { $n ->
    [one] Una pratica in corso segue un'altra revisione: pubblicare non la tocca, e continua con quella.
   *[other] { $n } pratiche in corso seguono altre revisioni: pubblicare non le tocca, e continuano con quelle.
}
admin-prospect-moves = { $n ->
    [0] Nessuna potrebbe passare a questa revisione così come è.
    [one] Una potrebbe passare a questa revisione così come è.
   *[other] { $n } potrebbero passare a questa revisione così come sono.
}
admin-prospect-stops = { $n ->
    [0] Nessuna dovrebbe restare dove è.
    [one] Una dovrebbe restare dove è.
   *[other] { $n } dovrebbero restare dove sono.
}
admin-prospect-reason = { $n ->
    [one] Una pratica
   *[other] { $n } pratiche
}
admin-prospect-looked = { $n ->
    [one] Abbiamo guardato solo la più vecchia.
   *[other] Abbiamo guardato solo le { $n } più vecchie: il comando «sportello revise» le guarda tutte.
}
admin-prospect-how = Farle passare è un atto a parte, dopo la pubblicazione: lo fa chi gestisce il sistema con il comando «sportello revise», che prima prova e poi dice l'esito di ciascuna.
admin-publish-in-use = La revisione { $n } è già in uso: non c'è nulla da pubblicare.
admin-publish-unstaffed = Non abbiamo pubblicato: per qualche passaggio o lettera non c'è ancora nessuno con il ruolo giusto. Leggi sotto che cosa manca; se va bene così, segna «Pubblica lo stesso».
admin-publish-although = Pubblica lo stesso
admin-publish-although-help = Una persona compare dal suo primo accesso: se il ruolo c'è già nei gruppi e non è ancora entrata, puoi pubblicare. Altrimenti le pratiche si fermano dove manca qualcuno.
admin-lacks-title = Che cosa oggi non farebbe nessuno
admin-changes-title = Che cosa cambia rispetto alla revisione in uso
admin-changes-none = Cambiano solo i testi: campi, stati, passaggi, importi e termine restano gli stessi.
admin-changes-more = Gli altri cambiamenti
admin-publish-back = Se cambi idea, puoi pubblicare di nuovo la revisione { $n }.
admin-import-whole = testo
admin-person-remove = Togli tutti i ruoli
admin-person-remove-lead = I ruoli finiscono subito e gli accessi da dipendente si chiudono. Le pratiche che seguiva restano all'ufficio; la persona può sempre entrare come cittadino.
admin-person-remove-groups = Se i ruoli arrivano dai gruppi del fornitore di identità, toglili anche là: altrimenti tornano al prossimo accesso.
admin-person-removed = Ruoli tolti.
admin-person-given-back = Ruoli tolti. Le pratiche che aveva in mano tornano ai loro uffici: di solito bastano pochi secondi.
admin-person-holds = { $n ->
    [one] Ha in mano una pratica aperta.
   *[other] Ha in mano { $n } pratiche aperte.
 }
admin-person-give-back = Restituiscile subito agli uffici
admin-person-give-back-help = Tornano tra le non assegnate, e la loro storia dice che lo hai deciso tu. Altrimenti restano a suo nome: l'ufficio le trova in cima alla coda e nel messaggio del mattino, finché qualcuno le prende.
admin-tab-registers = Registri
admin-register = Registro
admin-register-entries = Voci
admin-register-valid = Voci che si possono scegliere oggi
admin-register-from = Da dove viene
admin-register-shipped = Com'era all'installazione
admin-register-replace = Cambia un registro o aggiungine uno
admin-register-help = Scarica il registro, cambialo e caricalo di nuovo: vale subito per tutti i moduli. La prima riga è «id,label» o «id,label,from,to», con il primo e l'ultimo giorno in cui una voce si può scegliere (2026-12-31). Una voce non si toglie, perché chi l'ha scelta deve ritrovarne il nome: scrivi il suo ultimo giorno in «to».
admin-register-name = Nome del registro, come lo scrivono i moduli dopo «register.»
admin-register-name-wrong = Il nome ha solo lettere minuscole, cifre e trattini bassi, per esempio streets.
admin-register-file = File del registro (CSV)
admin-register-missing = Scegli il file del registro.
admin-register-send = Carica il registro
admin-register-line = Riga { $line }: { $fault }
admin-register-gone = { $n ->
    [one] Manca una voce che c'era: { $some }. Rimettila e scrivi in «to» il suo ultimo giorno.
   *[other] Mancano { $n } voci che c'erano: { $some }… Rimettile e scrivi in «to» il loro ultimo giorno.
}
admin-register-done = { $n ->
    [one] Registro caricato: ha una voce.
   *[other] Registro caricato: ha { $n } voci.
}
revise-draft = Questa versione non è mai stata pubblicata: prima pubblicala.
