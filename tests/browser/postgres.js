// A PostgreSQL server of the test's own, from Debian's package, reached by a socket in a folder that is forgotten.
import { execFileSync } from 'node:child_process'
import { chmodSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PLACE = '/usr/lib/postgresql'

/** Where its programs are: those of the newest version. */
function programs() {
  const versions = readdirSync(PLACE).sort((a, b) => b - a)
  if (versions.length === 0) throw new Error('PostgreSQL is missing (Debian: apt-get install postgresql)')
  return join(PLACE, versions[0], 'bin')
}

/** Starts one. `url` is a database with a schema for each `{slug}`; `stop` ends it and forgets its data. */
export async function startPostgres() {
  const dir = await mkdtemp(join(tmpdir(), 'sportello-pg-'))
  const isRoot = process.getuid() === 0
  // It refuses to run as root.
  const run = (program, ...words) => {
    const call = [join(programs(), program), ...words]
    const [first, ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...call] : call
    execFileSync(first, rest, { cwd: '/', stdio: 'ignore' })
  }
  chmodSync(dir, 0o755)
  if (isRoot) execFileSync('chown', ['postgres:', dir])
  const data = join(dir, 'data')
  run('initdb', '-D', data, '-U', 'sportello', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync')
  const settings = `-c listen_addresses= -c unix_socket_directories='${dir}' -c fsync=off`
  run('pg_ctl', '-D', data, '-l', join(dir, 'log'), '-o', settings, '-w', 'start')
  return {
    url: `postgres://sportello@localhost/postgres?host=${dir}&options[search_path]={slug}`,
    stop: async () => {
      run('pg_ctl', '-D', data, 'stop', '-m', 'immediate')
      await rm(dir, { recursive: true, force: true })
    },
  }
}
