# Esportazioni e statistiche. Chiavi: export-…, exports-…, outcome-…, figures-…, usual-…

export-link = Esporta
export-title = Esporta queste pratiche
export-lead = Esporti tutto ciò che la vista trova: { $found }. Nel file le pratiche stanno nell'ordine in cui sono state inviate, senza quelle che arrivano dopo la richiesta.
export-logged = Ogni pratica esportata risulta letta da te, come se la aprissi: lo vede anche chi l'ha inviata.
export-format = Formato
export-format-xlsx = Excel (XLSX)
export-format-csv = CSV, da aprire con Excel o LibreOffice
export-format-json = JSON, per altri programmi
export-format-zip = ZIP, una cartella per pratica con i documenti e i file
export-data = Che cosa c'è nella tabella, oltre al numero
export-suspended-until = Sospesa fino al
export-closed-on = Conclusa il
export-outcome = Esito
export-paid = Pagato (€)
export-answers = Anche le risposte a «{ $procedure }»
export-answers-help = Una colonna per domanda. Ciò che si può ripetere, per esempio i figli o i veicoli, sta in una tabella a parte, legata dal numero della pratica.
export-answers-none = Per avere anche le risposte, filtra la coda per un solo procedimento.
export-confirm = Prepara il file
export-at-once = Ci sono già { $n } esportazioni in preparazione: aspetta che finisca la prima.
export-too-many = Hai già { $n } esportazioni, il massimo: eliminane una.
export-asked = Esportazione chiesta: il file si prepara da solo, anche se chiudi questa pagina.
export-deleted = Esportazione eliminata.
exports-title = Esportazioni
exports-lead = I file che hai chiesto li scarichi solo tu, per 7 giorni. Poi si eliminano da soli. Per chiederne uno apri la coda, filtra, e scegli «Esporta».
exports-none = Non hai chiesto esportazioni negli ultimi 7 giorni.
export-look-again = Aggiorna la pagina
export-what = Che cosa
export-when = Chiesta
export-state = A che punto è
export-until = Si elimina
export-delete = Elimina
export-take = Scarica ({ $size })
export-filtered = con filtri
export-state-gathering = Si leggono le pratiche
export-state-writing = Si scrive il file
export-state-ready = Pronta
export-state-shut = Chiusa: non leggi più alcune di queste pratiche
export-state-failed = Non riuscita: chiedila di nuovo
export-file = pratiche
export-sheet = Pratiche
export-row = Riga
export-shut-file = FILE MANCANTI.txt
export-shut = Questi file non ci sono, perché il controllo antivirus non è finito o non li ha trovati sicuri:
outcome-positive = accolta
outcome-negative = respinta
outcome-withdrawn = ritirata

figures-rail = Statistiche
figures-title = Statistiche
figures-lead = Che cosa è arrivato, che cosa è aperto e quanto tempo serve, per le pratiche che leggi: il mese in corso e gli undici prima.
figures-all-procedures = Tutti
figures-all-offices = Tutti i miei
figures-none = Non ci sono ancora pratiche da contare.
figures-table = I numeri in tabella
figures-csv = Scarica i numeri (CSV)
figures-month = Mese
figures-came = Arrivate
figures-came-said = { $n ->
    [one] In dodici mesi è arrivata una pratica
   *[other] In dodici mesi sono arrivate { $n } pratiche
 }{ $last ->
    [0] .
   *[other] , { $last } nel mese in corso.
 }
figures-ended = Concluse
figures-ended-said = { $n ->
    [one] In dodici mesi si è conclusa una pratica
   *[other] In dodici mesi si sono concluse { $n } pratiche
 }{ $last ->
    [0] .
   *[other] , { $last } nel mese in corso.
 }
figures-open = Aperte oggi, per procedimento
figures-offices = Aperte oggi, per ufficio
figures-open-now = Aperte
figures-open-said = { $n ->
    [one] È aperta una pratica
   *[other] Sono aperte { $n } pratiche
 }: { $late } in ritardo, { $suspended } con il termine sospeso.
figures-open-line = { $n } aperte, { $late } in ritardo, { $suspended } sospese
figures-late = In ritardo
figures-suspended = Con il termine sospeso
figures-times = Giorni per decidere
figures-times-said = { $half ->
    [one] Metà delle pratiche è decisa entro un giorno
   *[other] Metà delle pratiche è decisa entro { $half } giorni
 }, nove su dieci entro { $most }.
figures-times-line = metà entro { $half } gg, nove su dieci entro { $most } (su { $n })
figures-times-none = In questi mesi non c'è ancora nessuna decisione.
figures-decided = Decise
figures-half = Metà entro (giorni)
figures-most = Nove su dieci entro (giorni)
figures-half-whole = Metà entro, sospensioni comprese
figures-most-whole = Nove su dieci entro, sospensioni comprese
figures-terms = Termini rispettati
figures-terms-said = Termini rispettati: { $kept } su { $n } ({ $percent }%).
figures-terms-line = { $kept } nei termini, { $missed } oltre ({ $percent }% nei termini)
figures-kept = Nei termini
figures-missed = Oltre il termine
figures-outcomes = Esiti
figures-outcomes-said = Accolte { $positive } su { $n } concluse.
figures-share = { $n } ({ $percent }%)
figures-how = I giorni per decidere sono quelli di calendario in cui il termine correva: le sospensioni non contano. È nei termini ciò che si conclude entro la data comunicata al cittadino. Le pratiche ritirate non contano né nei giorni né nei termini. I numeri si aggiornano ogni minuto.
usual-times = Di solito: metà delle pratiche si chiude entro { $half ->
    [0] lo stesso giorno
    [1] un giorno
   *[other] { $half } giorni
 }, nove su dieci entro { $most ->
    [1] un giorno
   *[other] { $most } giorni
 } (ultimi 12 mesi).
usual-times-one = Di solito: nove pratiche su dieci si chiudono entro { $half ->
    [0] lo stesso giorno
    [1] un giorno
   *[other] { $most } giorni
 } (ultimi 12 mesi).
usual-times-yours = Di solito: metà delle pratiche come la tua si chiude entro { $half ->
    [0] lo stesso giorno
    [1] un giorno
   *[other] { $half } giorni
 }, nove su dieci entro { $most ->
    [1] un giorno
   *[other] { $most } giorni
 } (ultimi 12 mesi).
usual-times-yours-one = Di solito: nove pratiche su dieci come la tua si chiudono entro { $half ->
    [0] lo stesso giorno
    [1] un giorno
   *[other] { $most } giorni
 } (ultimi 12 mesi).
usual-before = { $n ->
    [0] Nessuna pratica come la tua aspetta da più tempo, a questo punto.
    [one] Prima della tua ce n'è una, allo stesso punto.
   *[other] Prima della tua ce ne sono { $n }, allo stesso punto.
 }
