// A federation with many providers, which the door lists: statements are signed, nobody can sign in there. What a
// provider does is tested against real ones (tests/peers).
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'

/** Names of providers, as they say them. */
export const PROVIDERS = [
  'Poste ID', 'InfoCert ID', 'Aruba ID', 'Sielte ID', 'TIM ID', 'Namirial ID', 'SPIDItalia Register.it', 'Intesa ID',
  'Lepida ID', 'Un gestore nuovo, con un nome lungo che va a capo',
]

const CONFIGURATION = '/.well-known/openid-federation'

/** A key of somebody, as a JWK set names it, and what signs with it. */
function key() {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { e, kty, n } = publicKey.export({ format: 'jwk' })
  const kid = createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url')
  const jwks = { keys: [{ e, kty, n, kid, use: 'sig', alg: 'RS256' }] }
  const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = (claims) => {
    const iat = Math.floor(Date.now() / 1000)
    const text = `${base64({ alg: 'RS256', kid, typ: 'entity-statement+jwt' })}.${base64({ iat, exp: iat + 3600, ...claims })}`
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
  }
  return { jwks, signed }
}

/** Starts the federation on a port of this machine. While `state.down` holds, its anchor answers nothing. */
export async function startFederation() {
  const state = { down: false }
  const anchorKey = key()
  const opKey = key()
  const server = createServer((request, response) => {
    const { status, text, type } = answer(`http://${request.headers.host}${request.url}`)
    response.writeHead(status, { 'content-type': type ?? 'application/entity-statement+jwt' }).end(text)
  })
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address()
  const anchor = `http://localhost:${port}`
  const providers = PROVIDERS.map((name, at) => ({ id: `${anchor}/op${at}`, name }))

  function answer(url) {
    const { pathname, searchParams } = new URL(url)
    const provider = providers.find(({ id }) => url === `${id}${CONFIGURATION}`)
    if (state.down && !provider) return { status: 503, text: '' }
    if (pathname === '/list') return { status: 200, text: JSON.stringify(providers.map(({ id }) => id)), type: 'application/json' }
    if (pathname === '/fetch') {
      const sub = searchParams.get('sub')
      return { status: 200, text: anchorKey.signed({ iss: anchor, sub, jwks: opKey.jwks }) }
    }
    if (!provider && pathname !== CONFIGURATION) return { status: 404, text: '' }
    return { status: 200, text: provider ? configurationOf(provider) : ownConfiguration() }
  }

  function ownConfiguration() {
    const federation_entity = {
      federation_fetch_endpoint: `${anchor}/fetch`,
      federation_list_endpoint: `${anchor}/list`,
      organization_name: 'Una federazione di prova',
    }
    return anchorKey.signed({ iss: anchor, sub: anchor, jwks: anchorKey.jwks, metadata: { federation_entity } })
  }

  function configurationOf({ id, name }) {
    const openid_provider = {
      issuer: id,
      authorization_endpoint: `${id}/authorization`,
      token_endpoint: `${id}/token`,
      userinfo_endpoint: `${id}/userinfo`,
      jwks: opKey.jwks,
      organization_name: name,
    }
    const claims = { iss: id, sub: id, jwks: opKey.jwks, authority_hints: [anchor], metadata: { openid_provider } }
    return opKey.signed(claims)
  }

  const stop = () => {
    server.closeAllConnections()
    return new Promise((closed) => server.close(closed))
  }
  return { anchor, state, stop }
}
