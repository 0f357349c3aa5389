// Runs the tests of this folder: those that share one demo one after the other, and beside them those that start
// what they need by themselves.
//   node tests/browser/run.js [FILE...]
import { spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startDemo } from './demo.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const all = readdirSync(here).filter((name) => name.endsWith('.test.js'))
const asked = process.argv.slice(2)
const files = all.filter((name) => !asked.length || asked.some((word) => name.startsWith(word)))
const sharesDemo = (name) => readFileSync(here + name, 'utf8').includes('withDemo')

/** Runs files one after the other; how that ended. What they say comes in one piece if `isLate`. */
function run(names, env, isLate) {
  if (!names.length) return { done: Promise.resolve(0), tell: () => {} }
  const args = ['--test', '--test-concurrency=1', '--test-timeout=480000', '--test-reporter=spec', ...names.map((name) => here + name)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', isLate ? 'pipe' : 'inherit', 'inherit'], env: { ...process.env, ...env } })
  const said = []
  child.stdout?.on('data', (piece) => said.push(piece))
  const done = new Promise((ended) => child.once('close', (status) => ended(status ?? 1)))
  return { done, tell: () => process.stdout.write(Buffer.concat(said)) }
}

const demo = await startDemo()
const shared = run(files.filter(sharesDemo), { DEMO: demo.url }, false)
const own = run(files.filter((name) => !sharesDemo(name)), {}, true)
const ends = await Promise.all([shared.done, own.done])
own.tell()
await demo.stop()
process.exitCode = Math.max(...ends)
