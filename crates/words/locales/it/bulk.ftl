# Azioni in blocco. Chiavi: bulk-…, bulks-…

bulks-title = Azioni in blocco
bulks-link = Azioni in blocco
bulks-lead = Quello che hai fatto su più pratiche insieme, con l'esito di ciascuna; se assegni il lavoro di un ufficio, anche quello che i colleghi stanno facendo. Per farne un'altra apri la coda, filtra, e scegli «Agisci su tutte».
bulks-none = Non hai ancora fatto azioni in blocco.
bulk-title = Agisci su più pratiche
bulk-on-many = in blocco
bulk-act-on-ticked = Agisci sulle segnate
bulk-act-on-all = Agisci su tutte: { $found }
bulk-tick = Segna la pratica { $number }
bulk-column-tick = Segna
bulk-ticked = { $n ->
    [one] 1 pratica segnata
   *[other] { $n } pratiche segnate
}
bulk-not-done = Quelle non fatte di un'azione precedente
bulk-lead = Scegli che cosa fare. Prima si prova, senza fare niente: leggi su quali pratiche si può e su quali no, e perché. Poi confermi tu.
bulk-choose-one = Scegli che cosa fare.
bulk-none-ticked = Non hai segnato nessuna pratica. Torna alla coda e segna quelle che ti servono, oppure scegli «Agisci su tutte».
bulk-nothing = Non ci sono pratiche su cui agire. Torna alla coda e cambia i filtri.
bulk-too-many = La vista trova più di { $most } pratiche, il massimo per un'azione in blocco. Torna alla coda e filtra.
bulk-no-act = Su queste pratiche non c'è niente che puoi fare.
bulk-hands = Chi le segue
bulk-go-on = Avanti
bulk-act-take = Prendi tra le tue
bulk-act-leave = Lasciale all'ufficio
bulk-act-assign = Assegna a una persona
bulk-act-label = Metti un'etichetta
bulk-act-unlabel = Togli un'etichetta
bulk-act-transfer = Trasmetti a un altro ufficio
bulk-act-message = Scrivi a chi ha fatto domanda
bulk-act-note = Aggiungi una nota dell'ufficio
bulk-written = Scrivere
bulk-label = Etichetta
bulk-reason = Motivo
bulk-reason-help = Serve per le pratiche seguite da un'altra persona che non è assente. Resta nella storia della pratica, il cittadino non lo legge.
bulk-once-for-all = Rispondi una volta: vale per tutte le pratiche.
bulk-own = Gli importi non li scrivi: ogni pratica ha il suo.
bulk-holes = Nei testi puoi scrivere { $number }, { $name }, { $procedure }, { $until } e { $office }: in ogni pratica diventano il suo numero, il nome di chi ha fatto domanda, il procedimento, la prossima scadenza e l'ufficio.
bulk-asks-nothing = Non c'è niente da scrivere.
bulk-effects = Che cosa succede a ciascuna
bulk-consequence-state = Passa allo stato «{ $state }».
bulk-consequence-transfer = Passa all'altro ufficio e nessuno la segue più. Il cittadino legge l'ufficio e il motivo nella sua pagina.
bulk-consequence-message = Il messaggio si aggiunge alla pratica e chi ha fatto domanda riceve un'e-mail.
bulk-consequence-note = La nota si aggiunge alla pratica: la legge solo l'ufficio.
bulk-try = Prova
bulk-try-lead = La prova non fa niente e non avvisa nessuno. Ogni pratica guardata risulta letta da te.
bulk-at-once = Hai già { $n } azioni in blocco non finite: aspetta, oppure annullane una.
bulk-incomplete = Manca qualcosa che questo passaggio chiede.
bulk-changed = È cambiata nel frattempo.
bulk-not-yours = Non puoi fare questa azione su questa pratica.
bulk-abstain = Sei parte di questa domanda: se ne occupa un'altra persona.
bulk-other-procedure = È di un altro procedimento.
bulk-mine-already = La segui già tu.
bulk-not-mine = Non la segui tu.
bulk-same-hands = È già così.
bulk-works-elsewhere = La persona scelta non lavora su queste pratiche.
bulk-label-gone = Questa etichetta non c'è più.
bulk-label-elsewhere = L'etichetta è di un altro ufficio.
bulk-label-there = Ha già questa etichetta.
bulk-label-not-there = Non ha questa etichetta.
bulk-note-struck = La nota è già annullata.
bulk-unreadable = La pratica non si riesce ad aprire: avvisa chi gestisce il sistema.
bulk-undo-reason = Annullata l'azione in blocco.
bulk-stands-trying = Prova in corso. Pratiche guardate finora: { $met }.
bulk-stands-none = Non si può fare su nessuna di queste pratiche.
bulk-stands-all = Si può fare su tutte: { $ready }.
bulk-stands-tried = Si può fare su { $ready } pratiche. Su { $shut } no: leggi perché.
bulk-stands-held = Parte il { $at }. Fino ad allora puoi annullare.
bulk-stands-running = In corso. Fatte: { $done }. Da fare: { $ready }.
bulk-stands-done = Finita. Fatte: { $done }.
bulk-stands-done-but = Finita. Fatte: { $done }. Non fatte: { $refused }.
bulk-stands-stopped = Fermata. Fatte: { $done }. Non toccate: { $ready }.
bulk-stands-cancelled = Annullata: non è stato fatto niente e nessuno è stato avvisato.
bulk-stands-failed = Interrotta: non è stato possibile andare avanti. Fatte: { $done }.
bulk-by = Chiesta da { $name }.
bulk-stands-undoing = Si sta annullando. Tornate come prima: { $undone }.
bulk-stands-undone = Annullata. Tornate come prima: { $undone }.
bulk-stands-undone-but = Annullata. Tornate come prima: { $undone }. Rimaste come sono: { $kept }, leggi perché.
bulk-nothing-done = Non è stato ancora fatto niente.
bulk-will-wait = { $n ->
    [0] Se confermi parte subito, e non si torna indietro.
    [one] Se confermi aspetta fino a 1 minuto: in quel tempo puoi annullare, e nessuno viene avvisato.
   *[other] Se confermi aspetta fino a { $n } minuti: in quel tempo puoi annullare, e nessuno viene avvisato.
}
bulk-will-start = Se confermi parte subito. Dopo puoi annullare: le pratiche che nel frattempo non sono cambiate tornano come prima.
bulk-will-start-note = Se confermi parte subito. Dopo puoi annullare: le note restano, barrate, con il tuo nome e la data.
bulk-held-n = { $n ->
    [one] Riguarda 1 pratica. Non è stato ancora fatto niente e nessuno è stato avvisato.
   *[other] Riguarda { $n } pratiche. Non è stato ancora fatto niente e nessuno è stato avvisato.
}
bulk-held-colleagues = I colleghi lo leggono su ogni pratica. Se uno di loro ne cambia una, per quella vale quello che ha fatto lui.
bulk-done-stays = Quello che è stato fatto non si annulla più: i cittadini sono stati avvisati.
bulk-done-stays-transfer = Quello che è stato fatto non si annulla più: le pratiche sono dell'altro ufficio, che se serve le trasmette di nuovo.
bulk-progress = Quante sono state fatte
bulk-typed = Che cosa hai scritto
bulk-confirm = Conferma: { $label } ({ $n })
bulk-drop = Lascia perdere
bulk-cancel = Annulla tutto
bulk-stop = Ferma
bulk-undo = Annulla quello che è stato fatto
bulk-retry = Riprova quelle non fatte
bulk-told-confirmed = Confermata.
bulk-told-cancelled = Annullata.
bulk-told-stopped = Fermata.
bulk-told-late = Non si può più: nel frattempo l'azione è andata avanti. Ecco a che punto è.
bulk-told-at-once = Hai troppe azioni in blocco non finite: aspetta, oppure annullane una.
bulk-outcomes = Esiti
bulk-outcome-ready = Si può fare
bulk-outcome-shut = Non si può
bulk-outcome-done = Fatte
bulk-outcome-refused = Non fatte
bulk-outcome-undone = Tornate come prima
bulk-outcome-kept = Rimaste come sono
bulk-column-outcome = Esito
bulk-column-why = Perché
bulk-column-act = Azione
bulk-column-asked = Chiesta
bulk-column-stands = A che punto è
bulk-csv = Scarica tutti gli esiti (CSV)
bulk-kept-until = Gli esiti si tengono fino al { $date }.
bulk-row-shut = Pratica che non leggi più
bulk-row-pending = In blocco: { $at }, { $name }
bulk-application-pending = Questa pratica è in un'azione in blocco di { $name }, che parte il { $at }. Se la cambi prima, vale quello che fai tu.
