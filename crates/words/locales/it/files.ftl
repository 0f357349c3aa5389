# Che cosa c'è dentro un file. Dichiarato, non valido: la validità la stabilisce solo un validatore.

file-pdf-a = dichiarato PDF/A-{ $level }
file-pdf-plain = non dichiarato PDF/A
file-fonts-inside = caratteri incorporati
file-fonts-outside = caratteri non incorporati: su un altro computer può apparire diverso
file-signed = con una firma digitale
file-program = contiene programmi, lasciati perché il documento è firmato
file-encrypted = cifrato: controlla che si apra senza password
file-given-name = il tuo file «{ $name }»
file-picture-lighter = tolti luogo, data e altri dati nascosti
file-picture-keeps = può contenere ancora luogo, data e altri dati nascosti: si tolgono sempre solo da JPG e PNG
file-picture-stands = si vede dritta

file-harmful = contiene un virus
file-unscanned = è troppo grande per il controllo antivirus
file-told-checking = in controllo antivirus: si apre appena risulta pulito
file-told-refused = { $reason } (non apribile)
file-shut-pending = Il file è ancora in controllo antivirus: si potrà aprire appena risulta pulito. Riprova tra poco.
file-shut-unscanned = Il file è troppo grande per il controllo antivirus, quindi non si può aprire.
file-shut-harmful = Il file contiene un virus, quindi non si può aprire.
