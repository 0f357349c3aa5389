// An identity provider on loopback for tests: a gateway to SPID and CIE as a municipality rents one.
// Usage: node provider.mjs <client id> <client secret> <redirect address> [<port> or ""] [<options as JSON>]
// With a port it listens there for everybody and calls itself localhost: for docker-compose.yml.
// Tells where it is as JSON on the first line of its output. A person (persons.mjs) signs in with name and password,
// both alike, anew each time: whoever was here before is never taken for whoever comes now.
//
// Options, all of them optional:
//   host           "127.0.0.1" or "localhost"
//   clientAuth     "client_secret_basic", "client_secret_post" or "private_key_jwt"
//   jwks           the client's public keys, {"keys": […]}
//   requestObject  true: requests come as one object signed with RS256, others are refused
//   userinfo       "json", "jws" (RS256) or "jwe" (RSA-OAEP-256, A256CBC-HS512, around a JWS)
//   subjectType    "public" or "pairwise"
//   names          "spid" or "other": what attributes and levels are called
//   backchannel    where the client wants to be told that somebody signed out
//   refresh        true: refresh tokens are given, each for one use
//   tls            {key, cert} in PEM: it speaks HTTPS
//
// Commands, one JSON object a line, each answered with a line:
//   {"do": "tokens"}                   how many access tokens were issued, and how many of them revoked
//   {"do": "logout", "name": "mario"}  ends the person's sessions and tells the client (`backchannel`)
//   {"do": "shut", "name": "ugo"}     the account is shut, and nobody is told
//   {"do": "groups", "name": "ugo", "groups": […]}  from now on the person is in these groups
import crypto from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import readline from 'node:readline';
import Provider, { interactionPolicy } from 'oidc-provider';
import { ANOMALIES, form, show } from './pages.mjs';
import { PERSONS, entrance, vocabulary } from './persons.mjs';

// The package's notices would stand among what is said to the test.
console.info = console.warn;

const [clientId, clientSecret, redirect, port, json] = process.argv.slice(2);
const options = {
  host: port ? 'localhost' : '127.0.0.1',
  clientAuth: 'client_secret_basic',
  userinfo: 'json',
  subjectType: 'public',
  names: 'spid',
  ...JSON.parse(json ?? '{}'),
};
const { levels, claims, attributes } = vocabulary(options.names);

const policy = interactionPolicy.base();
const { Check } = interactionPolicy;
policy.get('login').checks.add(new Check('anew', 'Everybody signs in anew', ({ oidc }) => !oidc.result?.login));

const listener = (request, response) => handle(request, response);
const server = options.tls ? https.createServer(options.tls, listener) : http.createServer(listener);
const at = port ? { port: Number(port) } : { port: 0, host: '127.0.0.1' };
await new Promise((ready) => server.listen(at, ready));
const listens = server.address().port;
const issuer = `${options.tls ? 'https' : 'http'}://${options.host}:${listens}`;

const provider = new Provider(issuer, {
  clients: [client()],
  jwks: { keys: [signingKey()] },
  // Browsers send a cookie to every port of a host: each provider has its own.
  cookies: {
    keys: ['loopback only'],
    names: { session: `_session${listens}`, interaction: `_asked${listens}`, resume: `_resume${listens}` },
  },
  acrValues: levels,
  claims,
  subjectTypes: [options.subjectType],
  pairwiseIdentifier: (_, id, { clientId }) =>
    crypto.createHash('sha256').update(`${issuer} ${clientId} ${id}`).digest('hex'),
  pkce: { required: () => true },
  features: {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    backchannelLogout: { enabled: Boolean(options.backchannel) },
    encryption: { enabled: options.userinfo === 'jwe' },
    jwtUserinfo: { enabled: options.userinfo !== 'json' },
    requestObjects: options.requestObject ? { enabled: true, requireSignedRequestObject: true } : { enabled: false },
  },
  // The package's dispatcher refuses loopback, where the client is.
  fetch: (address, { dispatcher: _, ...request }) => fetch(address, request),
  interactions: { policy, url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => PERSONS[id] && { accountId: id, claims: () => ({ sub: id, ...attributes(id) }) },
  ...(options.refresh && { issueRefreshToken: () => true, rotateRefreshToken: true }),
  ttl: { RefreshToken: 600, AccessToken: 300, AuthorizationCode: 60, Grant: 600, IdToken: 300, Interaction: 600, Session: 600 },
});
const protocol = provider.callback();

const tokens = { issued: 0, revoked: 0 };
const sessions = new Map();
provider.on('access_token.saved', () => (tokens.issued += 1));
provider.on('access_token.destroyed', () => (tokens.revoked += 1));
provider.on('session.saved', (session) => session.accountId && sessions.set(session.uid, session));
provider.on('server_error', (_, error) => console.error(error));

function client() {
  const keyed = options.clientAuth === 'private_key_jwt';
  return {
    client_id: clientId,
    redirect_uris: [redirect],
    grant_types: ['authorization_code', ...(options.refresh ? ['refresh_token'] : [])],
    response_types: ['code'],
    subject_type: options.subjectType,
    token_endpoint_auth_method: options.clientAuth,
    ...(keyed ? { token_endpoint_auth_signing_alg: 'RS256' } : { client_secret: clientSecret }),
    ...(options.jwks && { jwks: options.jwks }),
    ...(options.requestObject && { request_object_signing_alg: 'RS256', require_signed_request_object: true }),
    ...(options.userinfo !== 'json' && { userinfo_signed_response_alg: 'RS256' }),
    ...(options.userinfo === 'jwe' && {
      userinfo_encrypted_response_alg: 'RSA-OAEP-256',
      userinfo_encrypted_response_enc: 'A256CBC-HS512',
    }),
    ...(options.backchannel && {
      backchannel_logout_uri: options.backchannel,
      backchannel_logout_session_required: true,
    }),
  };
}

function signingKey() {
  const { privateKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: crypto.randomUUID(), use: 'sig', alg: 'RS256' };
}

async function handle(request, response) {
  const asked = /^\/interaction\/[\w-]+(?:\/(\w+))?$/.exec(request.url);
  if (!asked) return protocol(request, response);
  try {
    const details = await provider.interactionDetails(request, response);
    const finish = (result) =>
      provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
    if (ANOMALIES.includes(asked[1])) {
      return await finish({ error: 'access_denied', error_description: `ErrorCode ${asked[1]}` });
    }
    if (request.method !== 'POST') return show(response, 200, details);
    if (details.prompt.name === 'consent') return await finish({ consent: { grantId: await granted(details) } });
    const sent = await form(request);
    const name = sent.get('name');
    if (!PERSONS[name] || sent.get('password') !== name) return show(response, 401, details);
    const login = { accountId: name, remember: false, ...entrance(name, details.params.acr_values, levels) };
    return await finish({ login });
  } catch (error) {
    response.writeHead(error.statusCode ?? 500).end(String(error));
  }
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

const commands = {
  tokens: () => tokens,
  groups: ({ name, groups }) => {
    PERSONS[name].groups = groups;
  },
  shut: ({ name }) => {
    delete PERSONS[name];
  },
  logout: async ({ name }) => {
    const ended = [...sessions.values()].filter((session) => session.accountId === name);
    const told = await provider.Client.find(clientId);
    for (const session of ended) {
      sessions.delete(session.uid);
      await session.destroy();
      if (options.backchannel) await told.backchannelLogout(name, session.sidFor(clientId));
    }
    return { sessions: ended.length };
  },
};

async function obey(line) {
  try {
    const order = JSON.parse(line);
    return { done: order.do, ...(await commands[order.do](order)) };
  } catch (error) {
    return { error: String(error) };
  }
}

const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
say({ issuer });
for await (const line of readline.createInterface({ input: process.stdin })) say(await obey(line));
