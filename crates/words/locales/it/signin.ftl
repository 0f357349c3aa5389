# L'accesso con l'identità digitale. Chiavi: signin-…

signin-title = Accedi
signin-lead = Entra con la tua identità digitale. Dopo l'accesso torni al punto in cui eri.
signin-office-title = Accesso dei dipendenti
signin-office-lead = Entra con l'identità del Comune per lavorare alle pratiche del tuo ufficio.
signin-none = In questo momento non c'è un modo per entrare. Contatta il Comune.
signin-others = Altre utenze
signin-as-staff = Accedi come dipendente
signin-as-citizen = Accedi come cittadino
signin-failed-title = Accesso non riuscito
signin-failed-again = Quello che avevi salvato è al suo posto. Puoi riprovare quando vuoi.
signin-again = Riprova
signin-unknown = Questo accesso è già stato usato, è scaduto oppure è iniziato in un altro browser.
signin-no-role = La tua identità è valida, ma non hai un ruolo in questo Comune. Chiedi all'amministratore.
signin-unknown-provider = Questo modo di entrare non esiste. Sceglilo di nuovo dalla pagina di accesso.
signin-cancelled = Hai annullato l'accesso.
signin-consent-refused = Non hai dato il consenso a inviare i tuoi dati: senza non possiamo farti entrare.
signin-too-many-attempts = Hai sbagliato troppe volte le credenziali. Aspetta, oppure chiedi aiuto a chi ti ha dato l'identità digitale.
signin-no-credentials = La tua identità digitale non ha il livello di sicurezza richiesto. Chiedi a chi te l'ha data come attivarlo.
signin-too-late = È passato troppo tempo. Ricomincia l'accesso.
signin-suspended = La tua identità digitale è sospesa o revocata. Rivolgiti a chi te l'ha data.
signin-provider-down = Il servizio di accesso in questo momento non risponde. Riprova tra qualche minuto.
signin-provider-slow = Il servizio di accesso è troppo lento. Riprova tra qualche minuto.
signin-not-understood = Il servizio di accesso ha dato una risposta che non possiamo accettare. Abbiamo registrato il problema.
signin-expired = Questo accesso è già stato usato o è scaduto. Ricomincia.
signin-level-too-low = Sei entrato con un livello di sicurezza più basso di quello che serve per questo servizio.
signin-no-fiscal-code = Il servizio di accesso non ci ha dato il tuo codice fiscale.
