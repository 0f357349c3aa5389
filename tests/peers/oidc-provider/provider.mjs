// An identity provider on loopback for tests: a gateway to SPID and CIE as a municipality rents one.
// Usage: node provider.mjs <client id> <client secret> <redirect address> [<port>]
// With a port it listens there for everybody and calls itself localhost: for docker-compose.yml.
// Tells where it is as JSON on the first line of its output. A person signs in with name and password, both alike,
// anew each time: whoever was here before is never taken for whoever comes now.
import http from 'node:http';
import Provider, { interactionPolicy } from 'oidc-provider';

const [clientId, clientSecret, redirect, port] = process.argv.slice(2);
const ATTRIBUTES = 'https://attributes.eid.gov.it/';
const LEVELS = [1, 2, 3].map((level) => `https://www.spid.gov.it/SpidL${level}`);
const PERSONS = {
  mario: {
    given_name: 'Mario',
    family_name: 'Rossi',
    birthdate: '1980-01-01',
    gender: 'male',
    place_of_birth: { locality: 'Roma' },
    email: 'mario@example.it',
    [`${ATTRIBUTES}fiscal_number`]: 'TINIT-RSSMRA80A01H501U',
  },
  nemo: { given_name: 'Nemo', family_name: 'Ignoto', email: 'nemo@example.it' },
  ugo: staff('Ugo', 'Verdi', 'VRDGUO70A01L219W', 'polizia-locale'),
  eva: staff('Eva', 'Blu', 'BLUVEA75E50L219C', 'responsabili'),
  pia: staff('Pia', 'Viola', 'VLIPIA80A41L219G', 'amministratori'),
};

function staff(given_name, family_name, code, group) {
  const email = `${given_name.toLowerCase()}@example.it`;
  return { given_name, family_name, email, [`${ATTRIBUTES}fiscal_number`]: `TINIT-${code}`, groups: [group] };
}

const policy = interactionPolicy.base();
const { Check } = interactionPolicy;
policy.get('login').checks.add(new Check('anew', 'Everybody signs in anew', ({ oidc }) => !oidc.result?.login));

const server = http.createServer((request, response) => handle(request, response));
const at = port ? { port: Number(port) } : { port: 0, host: '127.0.0.1' };
await new Promise((ready) => server.listen(at, ready));
const issuer = port ? `http://localhost:${port}` : `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: [redirect],
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
    },
  ],
  cookies: { keys: ['loopback only'] },
  acrValues: LEVELS,
  claims: {
    openid: ['sub', 'acr'],
    email: ['email'],
    profile: [
      'given_name',
      'family_name',
      'birthdate',
      'gender',
      'place_of_birth',
      `${ATTRIBUTES}fiscal_number`,
      'groups',
    ],
  },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { policy, url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) =>
    PERSONS[id] && { accountId: id, claims: () => ({ sub: id, ...PERSONS[id] }) },
  ttl: { AccessToken: 300, AuthorizationCode: 60, Grant: 600, IdToken: 300, Interaction: 600, Session: 600 },
});
const protocol = provider.callback();

async function handle(request, response) {
  const asked = /^\/interaction\/[\w-]+(\/cancel)?$/.exec(request.url);
  if (!asked) return protocol(request, response);
  try {
    const details = await provider.interactionDetails(request, response);
    const finish = (result) =>
      provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
    if (asked[1]) return await finish({ error: 'access_denied', error_description: 'ErrorCode nr25' });
    if (request.method !== 'POST') return page(response, 200, details);
    if (details.prompt.name === 'consent') return await finish({ consent: { grantId: await granted(details) } });
    const form = new URLSearchParams(await body(request));
    const person = form.get('name');
    if (!PERSONS[person] || form.get('password') !== person) return page(response, 401, details);
    const acr = (details.params.acr_values ?? LEVELS[1]).split(' ')[0];
    return await finish({ login: { accountId: person, acr, remember: false } });
  } catch (error) {
    response.writeHead(error.statusCode ?? 500).end(String(error));
  }
}

async function body(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return text;
}

async function granted({ grantId, session, params, prompt }) {
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  const { missingOIDCScope, missingOIDCClaims } = prompt.details;
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '));
  if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims);
  return grant.save();
}

function page(response, status, { uid, prompt }) {
  const fields =
    prompt.name === 'login'
      ? '<label>Utente <input name="name"></label><label>Password <input type="password" name="password"></label>'
      : '<p>Vuoi inviare i tuoi dati al Comune?</p>';
  const button = prompt.name === 'login' ? 'Entra' : 'Acconsento';
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><html lang="it"><title>Identità di prova</title><h1>Identità di prova</h1>
<form method="post" action="/interaction/${uid}">${fields}<button>${button}</button></form>
<a href="/interaction/${uid}/cancel">Annulla</a></html>`);
}

process.stdout.write(`${JSON.stringify({ issuer })}\n`);
