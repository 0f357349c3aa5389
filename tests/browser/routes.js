// Every address of the product, as it lists them itself, and which of them are no pages.
import { sportello } from './demo.js'

/** Answers to GET that are not pages to be looked at, and what they are. */
export const NOT_PAGES = {
  '/assets/{file}': 'style, script, icons',
  '/theme.css': 'style',
  '/stemma.svg': 'picture',
  '/guida/immagini/{picture}': 'picture',
  '/accedi/{provider}': 'leads to the provider',
  '/accedi/ritorno': 'leads back to where one was',
  '/accedi/jwks.json': 'keys',
  '/.well-known/openid-federation': 'what federations read',
  '/resolve': 'what federations read',
  '/file/{file}': 'file',
  '/bozze/{draft}/modelli/{path}': 'PDF',
  '/demo/campi/modelli/{path}': 'PDF',
  '/pagamenti/{payment}': 'looked at where somebody pays (pay.test.js)',
  '/pagamenti/{payment}/vai': 'leads to the payment platform',
  '/registri/{register}': 'what a script asks',
  '/gestione/registri/{register}': 'file',
  '/pratiche/{application}/documenti/{paper}': 'PDF',
  '/ufficio/pratiche/{application}/documenti/{paper}': 'PDF',
  '/ufficio/pratiche/{application}/file/{file}': 'file',
  '/ufficio/pratiche/{application}/file/{file}/vista/{page}': 'picture',
  '/ufficio/pratiche/{application}/presenza': 'what a script asks',
  '/gestione/procedimenti/{procedure}/{revision}/file': 'file',
  '/ufficio/pareri/{application}/{asked}/file/{file}': 'file',
  '/ufficio/esportazioni/{export}': 'file',
  '/ufficio/in-blocco/{bulk}/esiti': 'file',
  '/ufficio/statistiche/{figure}': 'file',
  '/pareri/{application}/{asked}/file/{file}': 'file',
  '/pareri/{token}': 'looked at by who is asked from outside (opinions.test.js)',
  '/pareri/{application}/{asked}': 'looked at by who is asked from outside (opinions.test.js)',
}

/** Patterns of GET with who may stand before them, the more exact ones first. */
export function routes() {
  const lines = sportello('routes').trim().split('\n')
  const all = lines.map((line) => line.trim().split(/\s+/)).filter(([method]) => method === 'GET')
  const exact = (pattern) => pattern.split('/').map((part) => (part.startsWith('{') ? '~' : part)).join('/')
  return all
    .map(([, pattern, who]) => ({ pattern, who, matches: matcher(pattern) }))
    .sort((a, b) => (exact(a.pattern) < exact(b.pattern) ? -1 : 1))
}

function matcher(pattern) {
  const parts = pattern.split('/').map((part) => (part.startsWith('{') ? '([^/]+)' : part.replaceAll('.', '\\.')))
  const whole = new RegExp(`^${parts.join('/')}$`)
  return (path) => whole.test(path)
}
