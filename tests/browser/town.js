// A municipality of its own configuration, served as an installation is: for pages that the demo's providers do not
// lead to. Nobody can sign in here.
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { binary, freePort, sportello, top } from './demo.js'

/**
 * Starts it with these providers, each a table of the configuration. `run` runs a command on it; `stop` ends it and forgets its
 * data.
 */
export async function startTown(providers) {
  const dir = await mkdtemp(join(tmpdir(), 'sportello-town-'))
  const [port, operator] = [await freePort(), await freePort()]
  const url = `http://localhost:${port}`
  const file = join(dir, 'sportello.toml')
  await writeFile(file, configuration({ dir, port, operator, url, providers }))
  for (const words of [['keys', 'new'], ['migrate'], ['identity-keys', '--municipality', 'grugliasco', 'new']]) {
    sportello('--config', file, ...words)
  }
  const child = spawn(binary, ['--config', file, 'serve'], { stdio: ['ignore', 'ignore', 'inherit'] })
  let ended = false
  child.once('exit', () => (ended = true))
  for (;;) {
    if (ended) throw new Error('the municipality is not served')
    try {
      if ((await fetch(`${url}/accedi`)).ok) break
    } catch {
      await new Promise((later) => setTimeout(later, 200))
    }
  }
  const stop = async () => {
    child.kill('SIGTERM')
    await new Promise((gone) => (ended ? gone() : child.once('exit', gone)))
    await rm(dir, { recursive: true, force: true })
  }
  return { url, stop, run: (...words) => sportello('--config', file, ...words) }
}

function configuration({ dir, port, operator, url, providers }) {
  const own = (provider) => Object.entries(provider).map(([name, value]) => `${name} = ${toml(value)}`).join('\n')
  return `[server]
listen = "127.0.0.1:${port}"
operator = "127.0.0.1:${operator}"
tls = false
[storage]
database = "sqlite:${dir}/{slug}.db"
files = "${dir}/{slug}"
keys = "${dir}/keys.toml"
[mail]
kind = "folder"
folder = "${dir}/mail"
[log]
format = "text"
level = "error"
[municipality.grugliasco]
folder = "${join(top, 'config/municipalities/grugliasco')}"
address = "${url}"
${providers.map((provider) => `[[municipality.grugliasco.provider]]\n${own(provider)}\n`).join('')}`
}

/** A value as TOML writes it in a line. */
function toml(value) {
  if (typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(toml).join(', ')}]`
  return `{ ${Object.entries(value).map(([name, inner]) => `${name} = ${toml(inner)}`).join(', ')} }`
}
