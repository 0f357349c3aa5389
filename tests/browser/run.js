// Runs the tests of this folder, one file after the other, against one demo.
//   node tests/browser/run.js [FILE...]
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startDemo } from './demo.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const all = readdirSync(here).filter((name) => name.endsWith('.test.js'))
const asked = process.argv.slice(2)
const files = all.filter((name) => !asked.length || asked.some((word) => name.startsWith(word)))

const demo = await startDemo()
const args = ['--test', '--test-concurrency=1', '--test-timeout=1200000', '--test-reporter=spec', ...files.map((name) => here + name)]
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, DEMO: demo.url } })
await demo.stop()
process.exitCode = status ?? 1
