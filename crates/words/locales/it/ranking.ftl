# Graduatorie. Chiavi: ranking-…, rankings-…

rankings-title = Graduatorie
rankings-intro = Le graduatorie che il Comune pubblica. Le domande sono indicate con il loro numero, senza nomi.
rankings-public-none = In questo momento non ci sono graduatorie pubblicate.
rankings-lead = Una graduatoria mette in ordine le domande arrivate in un periodo, con i criteri del procedimento.
rankings-none = Non c'è ancora nessuna graduatoria.
ranking-new = Nuova graduatoria
ranking-new-lead = Indica quali domande mettere in ordine e quanti posti ci sono. La vede solo l'ufficio finché non la pubblichi.
ranking-name = Titolo
ranking-name-help = Per esempio «Nidi comunali 2027/2028». È il titolo che leggono tutti.
ranking-received-from = Domande arrivate dal
ranking-received-to = Domande arrivate fino al
ranking-received-order = L'ultimo giorno viene prima del primo: correggi una delle due date.
ranking-received = Domande arrivate
ranking-received-in = domande arrivate { $value }
ranking-places = Posti
ranking-places-one = Posti
ranking-places-of = Posti: { $list }
ranking-compute = Calcola la graduatoria
ranking-stage = A che punto è
ranking-is-draft = In preparazione: la vede solo l'ufficio.
ranking-is-provisional = Graduatoria provvisoria. Le osservazioni si presentano fino al { $date }.
ranking-is-provisional-past = Graduatoria provvisoria. Le osservazioni si potevano presentare fino al { $date }.
ranking-is-approved = Graduatoria definitiva, approvata il { $date } con { $act }.
ranking-waits = Si stanno leggendo le domande.
ranking-abstains = Sei fra chi ha fatto domanda, o una domanda parla di te: puoi solo leggere (art. 6-bis della legge 241/1990).
ranking-newer = Questo ordine è più recente di quello pubblicato. Chi è cambiato è segnato nell'ultima colonna. Diventa pubblico quando la graduatoria è approvata.
ranking-see-public = Vedi la pagina pubblica
ranking-now = Che cosa puoi fare adesso
ranking-publish = Pubblica la graduatoria provvisoria
ranking-publish-lead = Chi è in graduatoria riceve una lettera con punti e posizione e può segnalare un errore. La pagina pubblica indica solo i numeri delle domande.
ranking-publish-final = Le lettere partono subito, con un numero di protocollo, e la pubblicazione non si può annullare. Prima guarda qui sotto posti, punti e domande.
ranking-publish-confirm = Conferma: pubblica adesso
ranking-approve = Approva la graduatoria definitiva
ranking-approve-lead = Chi è in graduatoria riceve una lettera. I posti vengono offerti subito, dal primo in poi, a ciascuno nella lista che preferisce fra quelle con un posto.
ranking-act = Atto che approva
ranking-act-help = Per esempio «determinazione n. 120 del 20 giugno 2027».
ranking-act-missing = Scrivi con quale atto approvi la graduatoria.
ranking-again = Ricalcola
ranking-approve-aside = { $n ->
    [one] Una domanda del periodo resta fuori.
   *[other] { $n } domande del periodo restano fuori.
}
ranking-approve-aside-see = Vedi quali e perché
ranking-again-lead = Se hai corretto qualche domanda, ricalcola: vedi che cosa cambia rispetto alla graduatoria pubblicata. Chi ricalcola non può poi approvare.
ranking-lists = Liste e posti
ranking-list = Lista
ranking-wanting = Chi la chiede
ranking-taken = Posti assegnati
ranking-accepted = Accettati
ranking-free = Liberi
ranking-change-places = Cambia il numero dei posti
ranking-change-places-lead = I posti in più vengono offerti subito a chi è in attesa. Se li riduci, nessuno perde il posto che ha.
ranking-keep-places = Salva i posti
ranking-order = { $n ->
    [one] { $n } domanda in graduatoria
   *[other] { $n } domande in graduatoria
}
ranking-position = Posizione
ranking-number = Numero della domanda
ranking-points = Punti
ranking-wants = Posto in ogni elenco scelto
ranking-place = Posto
ranking-before = Nella graduatoria pubblicata
ranking-same = uguale
ranking-was = { $position }ª con { $points }
ranking-was-not = non c'era
ranking-nth = { $n }ª
ranking-before-points = prima dei punti conta: { $value }
ranking-tie = a parità: { $value }
ranking-place-given = Posto offerto
ranking-place-kept = Posto da offrire
ranking-place-taken = Posto accettato
ranking-place-waiting = In attesa
ranking-place-out = Non più in graduatoria
ranking-aside = { $n ->
    [one] { $n } domanda fuori dalla graduatoria
   *[other] { $n } domande fuori dalla graduatoria
}
ranking-aside-lead = Sono arrivate nel periodo, ma quando è stata calcolata non erano pronte per la graduatoria. Quando lo sono, ricalcola.
ranking-aside-office = è passata a un altro ufficio
ranking-aside-revision = inviata quando il procedimento non chiedeva ancora tutto quello che serve per la graduatoria
ranking-aside-unreadable = non si riesce a leggere: avvisa chi gestisce il servizio
ranking-aside-one = Questa domanda non è in graduatoria.
ranking-log = Che cosa è stato fatto
ranking-digest = Impronta: { $value }
ranking-log-begun = Graduatoria preparata.
ranking-log-again = Chiesto un nuovo calcolo.
ranking-log-computed = { $n ->
    [one] Calcolata: una domanda letta.
   *[other] Calcolata: { $n } domande lette.
}
ranking-log-published = { $n ->
    [one] Pubblicata come provvisoria, con una domanda.
   *[other] Pubblicata come provvisoria, con { $n } domande.
}
ranking-log-approved = Approvata con { $act }.
ranking-log-places = Cambiato il numero dei posti.
ranking-log-given = Posto assegnato alla domanda { $number }: { $list }.
ranking-log-given-one = Posto assegnato alla domanda { $number }.
ranking-log-unmoved = La domanda { $number } non è andata avanti ({ $move }): { $why }
ranking-log-failed = Il calcolo non è riuscito.
ranking-log-kept = La domanda { $number } è stata riaperta: il suo posto resta riservato finché l'ufficio non decide.
ranking-log-anew = La domanda { $number } è stata riaperta: aspetta di nuovo un posto.
ranking-log-offered = Offerti i posti liberi.
ranking-why-title = Punti della domanda { $number }
ranking-why-lead = È la { $value } della graduatoria.
ranking-why-for = Perché
ranking-why-total = In tutto
ranking-why-tie = Viene dopo un'altra domanda con gli stessi punti. A parità decide: { $value }.
ranking-why-before = Viene dopo un'altra domanda. Prima dei punti conta: { $value }.
ranking-why-of = punti della domanda { $value }: perché
ranking-why-read = Hai aperto i punti di questa domanda: risulta letta da te, e lo vede anche chi l'ha inviata.
ranking-open = Apri la domanda { $value }
ranking-done = Fatto. Qui sotto vedi a che punto è la graduatoria.
ranking-stale = Qualcuno ha cambiato la graduatoria mentre la guardavi: controlla e riprova.
ranking-not-published = Prima va pubblicata come provvisoria.
ranking-published-already = La graduatoria è già pubblicata.
ranking-approved-already = La graduatoria è già approvata.
ranking-not-computed = Il calcolo non è ancora finito: aggiorna la pagina fra poco.
ranking-claims-run = Si può approvare quando sono finiti i giorni per le osservazioni.
ranking-other-person = Deve approvarla un'altra persona: chi ha fatto calcolare la graduatoria non può anche approvarla.
ranking-still-received = Le domande di questo periodo arrivano ancora: si può pubblicare dal giorno dopo l'ultimo.
ranking-changed-since = Dopo il calcolo sono cambiate delle risposte, oppure altre domande sono pronte per la graduatoria: ricalcola prima di andare avanti.
ranking-elsewhere = Alcune di queste domande sono già in un'altra graduatoria pubblicata: la stessa domanda non può stare in due.
ranking-pending = Alcune domande in graduatoria aspettano ancora l'ufficio, oppure i loro giorni per le osservazioni non sono finiti: { $numbers }.
ranking-changed-after = Dopo l'approvazione sono cambiate delle risposte. La graduatoria approvata resta com'è: se l'ordine va corretto serve un nuovo atto.
ranking-no-place = Nessun posto è libero per chi aspetta.
ranking-offer = Offri i posti liberi
ranking-offer-lead = Ci sono posti liberi che qualcuno aspetta: vanno ai primi in graduatoria, che ricevono una lettera.
ranking-failed = Il calcolo non è riuscito. Ricalcola; se non riesce di nuovo, avvisa chi gestisce il servizio.
ranking-empty = Nessuna domanda è pronta per la graduatoria: non c'è niente da pubblicare.
ranking-last-received = chi ha inviato prima la domanda
ranking-last-lot = sorteggio
ranking-lot = sorteggio, che chiunque può rifare con il codice { $seed }
ranking-by-number = Le domande sono indicate con il numero che trovi sulla ricevuta e nella tua area personale.
ranking-public-until = Questa pagina resta pubblica fino al { $date }.
ranking-n-points = { $one ->
    [one] { $points } punto
   *[other] { $points } punti
}
ranking-n-places = { $n ->
    [one] { $n } posto
   *[other] { $n } posti
}
ranking-n-wanting = { $n ->
    [one] { $n } domanda
   *[other] { $n } domande
}
ranking-criteria = Come si forma l'ordine
ranking-criteria-before = Prima di tutto conta:
ranking-criteria-points = Poi si sommano i punti per:
ranking-criteria-ties = A parità di punti viene prima, nell'ordine:
ranking-own = Sei in posizione { $n } su { $of }, con { $points }.
ranking-own-aside = La tua domanda non è in questa graduatoria.
ranking-own-list = { $list }: { $n }ª su { $of ->
    [one] una domanda
   *[other] { $of } domande
}, per { $places ->
    [one] un posto
   *[other] { $places } posti
}
ranking-own-list-one = { $n }ª su { $of ->
    [one] una domanda
   *[other] { $of } domande
}, per { $places ->
    [one] un posto
   *[other] { $places } posti
}
ranking-own-tie = Altri hanno i tuoi stessi punti. A parità ha deciso: { $tie }.
ranking-own-points = Come si forma il tuo punteggio
ranking-own-public = Vedi tutta la graduatoria
ranking-own-claims = La graduatoria è provvisoria. Se c'è un errore, segnalalo da questa pagina entro il { $date }.
ranking-own-checked = La graduatoria è provvisoria. L'ufficio sta controllando la tua domanda.
ranking-own-kept = La graduatoria è definitiva e un posto è riservato a te: te lo offriamo qui quando la tua domanda è completa.
ranking-own-before = Prima dei punti conta: { $before }.
ranking-own-soon = La graduatoria è provvisoria. I giorni per segnalare un errore sono finiti: aspetta la graduatoria definitiva.
ranking-own-waiting = La graduatoria è definitiva. Per ora non c'è un posto: se si libera te lo offriamo qui e ti scriviamo. Non devi fare altro.
ranking-own-given = C'è un posto per te: { $list }. Se non rispondi in tempo passa a un'altra persona.
ranking-own-given-one = C'è un posto per te. Se non rispondi in tempo passa a un'altra persona.
ranking-own-taken = Hai accettato il posto: { $list }.
ranking-own-taken-one = Hai accettato il posto.
ranking-own-out = La tua domanda non aspetta più un posto.
ranking-todo = C'è un posto per te: accettalo o rinuncia entro il { $date }.
ranking-todo-answer = Vedi che cosa puoi fare
ranking-sheet = Graduatorie pubblicate
ranking-offer-title = Il posto che ti è offerto
ranking-offer-until = Fino a quando puoi accettarlo
ranking-offer-silence = Se non rispondi
ranking-offer-passes = Il posto passa a un'altra persona.
ranking-offer-passes-and-ends = Il posto passa a un'altra persona e la tua domanda si chiude.
