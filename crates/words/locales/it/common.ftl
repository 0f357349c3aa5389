# Parole che tutte le aree usano: date, quantità, bottoni, risposte brevi. Le frasi di un'area stanno nel suo file.

common-yes = Sì
common-and = e
common-or = o
common-today = oggi
common-tomorrow = domani
common-yesterday = ieri
common-days = { $n ->
    [one] { $n } giorno
   *[other] { $n } giorni
}
common-working-days = { $n ->
    [one] { $n } giorno lavorativo
   *[other] { $n } giorni lavorativi
}
common-in-days = { $n ->
    [one] tra { $n } giorno
   *[other] tra { $n } giorni
}
common-late-by = { $n ->
    [one] in ritardo di { $n } giorno
   *[other] in ritardo di { $n } giorni
}
common-days-ago = { $n ->
    [one] { $n } giorno fa
   *[other] { $n } giorni fa
}
common-bytes = { $n ->
    [one] { $n } byte
   *[other] { $n } byte
}
common-minutes = { $n ->
    [one] { $n } minuto
   *[other] { $n } minuti
}

common-back = Indietro
common-next = Avanti
common-save = Salva
common-cancel = Annulla
common-close = Chiudi
common-search = Cerca
common-all = Tutti
common-optional = facoltativo
common-required = obbligatorio
common-empty-answer = Non compilato
common-months = { $n ->
    [one] { $n } mese
   *[other] { $n } mesi
}
common-new-window = (si apre in una nuova scheda)
