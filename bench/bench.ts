import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { withHead, withSection } from './results-page.ts'
import { sections } from './sections.ts'
import { setting } from './setting.ts'

const PAGE = 'bench/results.md'
const FIGURES = 'bench/results.json'
const PLOTS = 'bench/plots'

const [, script = '', ...names] = process.argv
const unknown = names.find(name => !sections.some(section => section.name === name))
if (unknown !== undefined) {
  process.stderr.write(
    `There is no section ${unknown}. There are ${sections.map(({ name }) => name).join(', ')}.\n`,
  )
  process.exitCode = 1
} else if (names.length === 1) {
  await measure(names[0] ?? '')
} else {
  // Each in a process of its own, for what one leaves behind would be measured with the next.
  for (const { name } of sections) {
    if (names.length > 0 && !names.includes(name)) continue
    const { status } = spawnSync(process.execPath, [...process.execArgv, script, name], {
      stdio: 'inherit',
    })
    if (status !== 0) process.exitCode = 1
  }
}

async function measure(name: string): Promise<void> {
  const section = sections.find(one => one.name === name)
  if (!section) return
  const { date, machine, versions } = setting()
  const start = performance.now()
  const { markdown, figures, plots = {} } = await section.measure()
  const seconds = Math.round((performance.now() - start) / 1000)
  const body = `## ${section.title}\n\n${markdown.trim()}\n\n${date}, ${machine}; ${seconds} s.`
  process.stdout.write(`\n${body}\n`)

  const list = Object.entries(versions).map(([peer, version]) => `${peer} ${version}`)
  const head = `# Side by side

What \`npm run bench\` has measured, with the same bytes in the same cuts for all: a table a section, each with its date and
its machine. \`npm run bench -- ${name}\` measures one section anew. Every sentence below is made from the figures, which
are in \`results.json\` too.

Contestants take turns, each from fresh instances, with the young garbage collected between. Time is that of the
processor, with the engine's own threads. A figure is the median of the rounds, ± half of the distance between the
quarters; a ratio is the median of the rounds' ratios.

Versions: ${list.join(', ')}.`
  const before = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : ''
  writeFileSync(PAGE, withSection(withHead(before, head), name, body))
  const known = existsSync(FIGURES)
    ? (JSON.parse(readFileSync(FIGURES, 'utf8')) as Record<string, unknown>)
    : {}
  const all = { ...known, [name]: { date, machine, versions, figures } }
  writeFileSync(FIGURES, `${JSON.stringify(all, null, 2)}\n`)
  mkdirSync(PLOTS, { recursive: true })
  for (const [file, svg] of Object.entries(plots)) writeFileSync(`${PLOTS}/${file}`, svg)
}
