# Messaggi sugli accessi, che partono da soli.
admin-job-revoke = Chiusura dell'accesso presso il gestore

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
