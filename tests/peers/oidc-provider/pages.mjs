// The pages that a person sees at the identity provider, and what she sends from them.

// Anomalies of SPID's error table that a test can choose; nr24 is not in the table.
export const ANOMALIES = ['nr19', 'nr20', 'nr21', 'nr22', 'nr23', 'nr24', 'nr25', 'nr30'];

export async function form(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return new URLSearchParams(text);
}

export function show(response, status, { uid, prompt }) {
  const fields =
    prompt.name === 'login'
      ? '<label>Utente <input name="name"></label><label>Password <input type="password" name="password"></label>'
      : '<p>Vuoi inviare i tuoi dati al Comune?</p>';
  const button = prompt.name === 'login' ? 'Entra' : 'Acconsento';
  const anomalies = ANOMALIES.map((code) => `<li><a href="/interaction/${uid}/${code}">${code}</a></li>`);
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><html lang="it"><title>Identità di prova</title><h1>Identità di prova</h1>
<form method="post" action="/interaction/${uid}">${fields}<button>${button}</button></form>
<a href="/interaction/${uid}/nr25">Annulla</a>
<ul>${anomalies.join('')}</ul></html>`);
}
