# La cornice di ogni pagina: testata, menu, briciole, piè di pagina, valutazione. Chiavi: chrome-…, rating-…, session-…
# Le voci di menu, i collegamenti del piè di pagina e le frasi della valutazione sono controllati alla lettera dallo Stato.

chrome-skip-content = Vai ai contenuti
chrome-skip-footer = Vai al footer
chrome-language-active = Lingua attiva:
chrome-language-code = ITA
chrome-sign-in = Accedi all'area personale
chrome-sign-out = Esci
chrome-user-account = Area personale
chrome-user-office = Scrivania dell'ufficio
chrome-follow = Seguici su
chrome-search-site = Cerca nel sito
chrome-menu-open = Mostra la navigazione
chrome-menu-close = Nascondi la navigazione
chrome-nav-main = Principale
chrome-nav-secondary = Secondaria
chrome-breadcrumb = Percorso di navigazione
chrome-administration = Amministrazione
chrome-news = Novità
chrome-services = Servizi
chrome-living = Vivere il Comune
chrome-all-topics = Tutti gli argomenti
chrome-offices = Uffici
chrome-areas = Aree amministrative
chrome-news-notizie = Notizie
chrome-news-comunicati = Comunicati
chrome-news-avvisi = Avvisi
chrome-places = Luoghi
chrome-events = Eventi
chrome-service-categories = Categorie di servizio
chrome-contact-town = Contatta il comune
chrome-read-faq = Leggi le domande frequenti
chrome-ask-help = Richiedi assistenza
chrome-call-freephone = Chiama il numero verde { $value }
chrome-book = Prenota appuntamento
chrome-problems-in-town = Problemi in città
chrome-report = Segnala disservizio
chrome-eu = Finanziato dall'Unione europea - NextGenerationEU
chrome-contacts = Contatti
chrome-fiscal-code = Codice fiscale:
chrome-vat = P. IVA:
chrome-freephone = Numero verde:
chrome-switchboard = Centralino unico:
chrome-faq = Leggi le FAQ
chrome-booking = Prenotazione appuntamento
chrome-disservice = Segnalazione disservizio
chrome-assistance = Richiesta d'assistenza
chrome-transparency = Amministrazione trasparente
chrome-notice-board = Albo pretorio
chrome-privacy = Informativa privacy
chrome-legal-notes = Note legali
chrome-accessibility = Dichiarazione di accessibilità
chrome-site-map = Mappa del sito
chrome-improvement-plan = Piano di miglioramento del sito

rating-page-title = Quanto sono chiare le informazioni su questa pagina?
rating-page-legend = Valuta da 1 a 5 stelle la pagina
rating-service-title = Quanto è stato facile usare questo servizio?
rating-service-legend = Valuta da 1 a 5 stelle il servizio
rating-star = { $n ->
    [one] Valuta { $n } stella su 5
   *[other] Valuta { $n } stelle su 5
}
rating-positive = Quali sono stati gli aspetti che hai preferito?
rating-positive-clear = Le indicazioni erano chiare
rating-positive-complete = Le indicazioni erano complete
rating-positive-sure = Capivo sempre che stavo procedendo correttamente
rating-positive-technical = Non ho avuto problemi tecnici
rating-positive-other = Altro
rating-negative = Dove hai incontrato le maggiori difficoltà?
rating-negative-clear = A volte le indicazioni non erano chiare
rating-negative-complete = A volte le indicazioni non erano complete
rating-negative-sure = A volte non capivo se stavo procedendo correttamente
rating-negative-technical = Ho avuto problemi tecnici
rating-negative-other = Altro
rating-text = Vuoi aggiungere altri dettagli? (facoltativo)
rating-text-help = Inserire massimo 200 caratteri. Non scrivere dati personali.
rating-send = Invia la valutazione
rating-trap = Lascia vuoto questo campo
chrome-language-name = Italiano

chrome-acting-citizen = a titolo personale
chrome-acting-staff = per conto del Comune
chrome-turn-citizen = Passa alla tua area personale
chrome-turn-staff = Passa alla scrivania dell'ufficio

session-label = Durata della sessione
session-until = Se non fai altro, la sessione resta aperta fino alle { $time }: ogni pagina che apri o salvi la prolunga.
session-soon = Tra { $time } la sessione si chiude, per sicurezza. Vuoi continuare?
session-last = Tra { $time } la sessione si chiude in ogni caso. Salva e poi entra di nuovo.
session-over = La sessione si è chiusa. Quello che hai scritto resta in questa pagina: entra di nuovo e poi salva.
session-stay = Continua la sessione
session-stayed = La sessione continua.
session-again = Entra di nuovo
