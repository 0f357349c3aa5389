# Le pagine di errore, sempre con una via d'uscita. Chiavi: problem-…

problem-not-found = Pagina non trovata
problem-not-found-text = L'indirizzo non esiste, è cambiato, oppure la pagina non è visibile a te. Prova a cercare quello che ti serve.
problem-method = Operazione non prevista
problem-method-text = Questo indirizzo non si può usare in questo modo. Torna alla pagina precedente e riprova dal pulsante.
problem-forged = Invio non accettato
problem-forged-text = Il modulo sembra arrivare da un altro sito. Riapri la pagina da qui e riprova: quello che hai salvato non è andato perso.
problem-busy = C'è molto traffico
problem-busy-text = In questo momento ci sono molte richieste. Aspetta qualche secondo e riprova: non hai perso quello che hai salvato.
problem-conflict = Qualcosa è cambiato nel frattempo
problem-conflict-text = La pagina che avevi aperto non è più aggiornata. Ricaricala per vedere la situazione di adesso.
problem-bad-request = Richiesta non leggibile
problem-bad-request-text = I dati inviati non sono completi. Torna alla pagina precedente e riprova.
problem-too-large = Invio troppo grande
problem-too-large-text = Quello che hai inviato supera la dimensione ammessa. Riduci i file e riprova.
problem-internal = Qualcosa non ha funzionato
problem-internal-text = C'è stato un errore da parte nostra e lo abbiamo registrato. Riprova tra qualche minuto; se succede ancora, comunica il codice all'assistenza.
problem-wrong-host = Nessun Comune a questo indirizzo
problem-wrong-host-text = Controlla di aver scritto bene l'indirizzo del sito del tuo Comune.
problem-reference = Codice da comunicare all'assistenza:
problem-search = Cerca nel sito
problem-home = Vai alla pagina iniziale
problem-services = Vedi tutti i servizi
problem-help = Richiedi assistenza
