# Le pagine pubbliche: home, servizi, argomenti, ricerca. Chiavi: public-…, sheet-…, office-… degli uffici, legal-…, privacy-…
# Le voci dell'indice della scheda e "Licenza dei contenuti" sono controllate alla lettera dallo Stato.

public-home-description = Il sito e lo sportello online del tuo Comune: servizi, uffici, notizie ed eventi.
public-home-search = Di cosa hai bisogno?
public-all-news = Tutte le novità
public-latest-news = Ultime novità
public-featured-services = Servizi in evidenza
public-all-services = Tutti i servizi
public-next-events = Prossimi eventi
public-all-events = Tutti gli eventi
public-featured-topics = Argomenti in evidenza
public-show-all-topics = Mostra tutti gli argomenti
public-useful-links = Link utili
public-some-places = Luoghi da conoscere
public-all-places = Tutti i luoghi

public-services-intro = Tutti i servizi del Comune, online e agli sportelli. Di ognuno trovi a chi serve, che cosa occorre, quanto tempo ci vuole e quanto costa.
public-explore-services = Esplora tutti i servizi
public-services-of-category = Servizi di questa categoria
public-search-service = Cerca un servizio
public-services-found = { $n ->
    [0] Nessun servizio trovato.
    [one] { $n } servizio trovato.
   *[other] { $n } servizi trovati in ordine alfabetico.
}
public-show-all = Mostra tutto
public-nothing-found = Non abbiamo trovato niente con queste parole. Prova con una parola sola o più generale, oppure chiedi assistenza.
public-category-empty = In questa categoria non ci sono ancora servizi.
public-online-services = Servizi online
public-explore-categories = Esplora per categoria

public-topics = Argomenti
public-topics-intro = Gli argomenti raccolgono servizi, notizie, eventi e luoghi sullo stesso tema.
public-topic-managed = Questo argomento è gestito da
public-topic-empty = Non ci sono ancora contenuti su questo argomento.
public-go-to-section = Vai a:

public-administration-intro = Come è organizzato il Comune, chi si occupa di cosa e come contattare gli uffici.
public-explore-administration = Esplora l'amministrazione
public-areas-intro = Le aree che raggruppano gli uffici del Comune.
public-offices-intro = Che cosa fa ogni ufficio, dove si trova e quando è aperto.
public-offices-none = Non ci sono ancora uffici da mostrare.
public-list = Elenco

public-news-intro = Notizie, comunicati e avvisi del Comune.
public-explore-news = Esplora tutte le novità
public-explore-by-kind = Esplora per tipo
public-news-notizie-intro = Le notizie su quello che succede in città.
public-news-comunicati-intro = I comunicati ufficiali dell'amministrazione.
public-news-avvisi-intro = Gli avvisi su scadenze, chiusure e cambiamenti nei servizi.
public-news-none = Per ora non c'è niente da segnalare.
public-date = Data
public-by = A cura di

public-living-intro = I luoghi da conoscere e gli eventi in programma.
public-places-intro = Parchi, biblioteche, impianti sportivi e altri luoghi aperti a tutti.
public-places-none = Non ci sono ancora luoghi da mostrare.
public-events-intro = Gli eventi in programma in città.
public-events-none = Per ora non ci sono eventi in programma.
public-event-days = dal { $from } al { $to }
public-address = Indirizzo
public-how-to-get-in = Come arrivare e come si accede
public-when = Quando
public-where = Dove
public-for-whom = A chi è rivolto
public-event-cost = Costo

public-search-what = Che cosa cerchi?
public-results = { $n ->
    [0] Nessun risultato.
    [one] { $n } risultato.
   *[other] { $n } risultati.
}
public-nothing-for = Nessun risultato per «{ $value }».
public-perhaps = Forse cercavi:
public-result-kinds = Tipologie

public-questions = Domande frequenti
public-questions-intro = Le risposte alle domande che ci fate più spesso.
public-search-question = Cerca nelle domande
public-questions-found = { $n ->
    [0] Nessuna domanda trovata.
    [one] { $n } domanda trovata.
   *[other] { $n } domande trovate.
}
public-questions-else = Non hai trovato la risposta?
public-assistance-intro = Scrivici o chiamaci: ti aiutiamo a usare i servizi e a capire a quale ufficio rivolgerti.
public-assistance-before = Può esserti utile
public-find-office = Trova l'ufficio giusto
public-appointment = Prenota appuntamento
public-appointment-intro = Per ora gli appuntamenti si prendono per telefono o per e-mail: scegli l'ufficio e contattalo negli orari di apertura.
public-appointment-for = Servizio: { $value }. Qui sotto trovi l'ufficio che se ne occupa.
public-appointment-say = Di' per quale servizio vuoi l'appuntamento e lascia un recapito.
public-appointment-bring = All'appuntamento porta un documento d'identità valido.
public-appointment-offices = Uffici, orari e recapiti

office-phone = Telefono
office-email = E-mail
office-hours = Orari di apertura
office-competences = Competenze
office-services = Servizi offerti
office-organisation = Organizzazione
office-area = Area
office-responsible = Responsabile dei procedimenti
office-head = Dirigente

sheet-active = Servizio attivo
sheet-inactive = Servizio non attivo
sheet-reason = Perché non è attivo:
sheet-apply-online = Richiedi online
sheet-needs-identity = Serve SPID o CIE
sheet-about-minutes = { $n ->
    [one] circa { $n } minuto
   *[other] circa { $n } minuti
}
sheet-index = Indice della pagina
sheet-addressed = A chi è rivolto
sheet-description = Descrizione
sheet-how-to = Come fare
sheet-needed = Cosa serve
sheet-achieved = Cosa si ottiene
sheet-calendar = Tempi e scadenze
sheet-at-once = Subito
sheet-cost = Quanto costa
sheet-access = Accedi al servizio
sheet-access-button = Accedi al servizio
sheet-counter = Allo sportello
sheet-constraints = Vincoli
sheet-conditions = Condizioni di servizio
sheet-conditions-intro = Prima di usare il servizio leggi a quali condizioni è offerto.
sheet-conditions-link = Termini e condizioni di servizio
sheet-contacts = Contatti
sheet-more = Ulteriori informazioni
sheet-remedies = Se non sei d'accordo o nessuno risponde
sheet-substitute = Se il Comune non risponde in tempo puoi rivolgerti a chi ha il potere sostitutivo: { $value }.
sheet-law = Norme di riferimento
sheet-updated = Ultimo aggiornamento:
sheet-related = Servizi della stessa categoria
sheet-back = Torna alla scheda del servizio

rating-stars-missing = Scegli da 1 a 5 stelle e invia di nuovo la valutazione.
rating-thanks-title = Grazie
rating-thanks = Grazie, il tuo parere ci aiuterà a migliorare il servizio!
rating-back = Torna alla pagina

legal-licence-title = Licenza dei contenuti
legal-cookies-title = Cookie
legal-cookies = Questo sito usa solo cookie tecnici propri: uno ricorda la lingua che hai scelto, uno ti riconosce dopo l'accesso. Non ci sono cookie di altri siti né di profilazione, perciò non ti chiediamo un consenso.
legal-software-title = Software
legal-software = Lo sportello è software libero, rilasciato con licenza EUPL 1.2. L'aspetto segue il modello nazionale dei siti dei Comuni e usa Bootstrap Italia.

privacy-intro = Come il Comune tratta i dati delle persone che usano questo sito, secondo gli articoli 13 e 14 del regolamento (UE) 2016/679.
privacy-holder-title = Chi è il titolare
privacy-why-title = Perché trattiamo i dati
privacy-why = Per offrirti i servizi che chiedi e per i compiti di interesse pubblico che la legge affida al Comune (art. 6 par. 1 lettere c ed e del regolamento). L'informativa di ogni servizio dice che cosa serve per quel servizio.
privacy-what-title = Quali dati trattiamo
privacy-what = Quelli che ci dà il gestore della tua identità digitale quando accedi, quelli che scrivi nei moduli e i documenti che alleghi. Le valutazioni delle pagine sono anonime.
privacy-cookies-title = Cookie e registri tecnici
privacy-cookies = Usiamo solo cookie tecnici propri. I registri del server contengono l'indirizzo da cui ti colleghi e servono soltanto alla sicurezza. Quando manca la rete, le risposte che scrivi in una domanda restano sul tuo dispositivo, cifrate, finché non si salvano: al massimo 30 giorni.
privacy-who-title = Chi vede i dati
privacy-who = Solo il personale degli uffici che se ne occupano e i fornitori nominati responsabili del trattamento. Ogni consultazione di una tua pratica è registrata e puoi vederla nella tua area personale.
privacy-how-long-title = Per quanto tempo
privacy-how-long = Per il tempo che le norme sugli archivi pubblici prevedono per ogni tipo di pratica. Una bozza che non riprendi si conserva fino al giorno scritto accanto alla bozza nell'area personale, poi si cancella; prima ti avvisiamo. Recapiti, residenza e altri dati che si ripetono, scritti in una domanda, si conservano al massimo due anni per riproporteli nella successiva.
privacy-rights-title = I tuoi diritti
privacy-rights = Puoi chiedere di vedere, correggere, limitare o cancellare i tuoi dati e opporti al loro uso, scrivendo agli indirizzi del titolare. Puoi anche presentare un reclamo al Garante per la protezione dei dati personali.
guide-title = Guida
demo-mail-lead = Che cosa hanno ricevuto le persone di prova, dal messaggio più recente.
demo-mail-to = A:
demo-title = Questa è una dimostrazione
demo-lead = Le persone e le pratiche sono inventate. Entra come una di loro, senza password, e prova: i dati restano su questo computer.
demo-citizen = Entra come cittadino
demo-staff = Entra come dipendente
demo-citizens = Cittadini
demo-officers = Dipendenti del Comune
demo-mail-title = Posta inviata dalla dimostrazione
guide-lead = Come usare lo sportello online, passo per passo.
guide-others = Altri capitoli
guide-questions = Non trovi quello che cerchi?
demo-fields-title = Tutti i campi di un modulo
demo-fields-lead = Ogni tipo di domanda, senza risposta, con una risposta giusta, con una sbagliata e quando non si può cambiare. In fondo i blocchi pronti. Quello che scrivi qui non viene salvato.
demo-fields-index = Tipi e blocchi
public-home-begun = Domande che hai iniziato
