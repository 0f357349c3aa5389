# Messaggi sugli accessi, che partono da soli.
admin-job-revoke = Chiusura dell'accesso presso il gestore
admin-job-standing = Verifica di chi è ancora dipendente

mail-not-me-subject = Abbiamo chiuso i tuoi accessi
mail-not-me-text =
    Gentile { $name },

    ci hai detto che non sei stato tu a entrare con { $provider } ({ $moment }, { $device }). Abbiamo chiuso quell'accesso e tutti gli altri aperti a tuo nome, tranne quello da cui ci hai avvisato.

    Cosa fare adesso:
    - cambia la password presso { $provider } e avvisa la sua assistenza;
    - guarda le tue domande e le tue bozze: se ne trovi una che non è tua, chiamaci al { $phone };
    - se pensi che qualcuno usi la tua identità, fai denuncia alla Polizia Postale.

    I tuoi accessi sono in questa pagina:
    { $page }

    { $town }

recovery-method = Accesso di emergenza
admin-remove-self = Non puoi togliere i ruoli a te stesso: chiedilo a un altro amministratore.

mail-emergency-subject = ATTENZIONE: { $name } è entrato come amministratore di emergenza
mail-emergency-text =
    { $name } è entrato nello sportello di { $town } come amministratore di emergenza, senza passare da un gestore dell'identità.

    Quando: { $moment }
    Fino a: { $until }
    Da dove: { $device }, rete { $network }

    Un accesso così si può aprire solo dal server, con il comando «sportello admin recover». Se non sapevi niente di questo accesso, avvisa subito chi gestisce il server: il comando «sportello admin end --municipality { $slug }» lo chiude.

    { $town }
