// Checks the package as it is published: packs it, unpacks it beside an empty project, and uses it
// there.
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import ts from 'typescript'

const root = resolve(import.meta.dirname, '..')
const project = mkdtempSync(join(tmpdir(), 'nanowire-'))
process.once('exit', () => rmSync(project, { recursive: true, force: true }))

const modules = join(project, 'node_modules')
const nanowire = join(modules, 'nanowire')
const tarball = join(project, pack())
run(process.execPath, bin('publint/src/cli.js'), 'run', tarball, '--strict')
mkdirSync(nanowire, { recursive: true })
run('tar', '-xzf', tarball, '-C', nanowire, '--strip-components=1')

const manifest = JSON.parse(readFileSync(join(nanowire, 'package.json'), 'utf8'))
mkdirSync(join(modules, '@types'))
for (const name of [...Object.keys(manifest.peerDependencies), '@types/node']) {
  symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction')
}
const doors = Object.entries(manifest.exports)
  .filter(([, target]) => typeof target !== 'string')
  .map(([path]) => path.replace('.', manifest.name))

everyProtocolHasDoor()
everyLinkLeadsSomewhere()
scriptsStandAlone()
noCallIsNew()
noPathIsAbsolute()
everyDoorHasTypes()
noTypeIsNew()
everyDoorHasTypesWithoutPage()
everyDoorOpensInNode()

function pack() {
  // The build is a step of its own, before this one.
  const packed = run('npm', 'pack', root, '--ignore-scripts', '--json')
  return JSON.parse(packed)[0].filename
}

/** A protocol is what a file of src/protocols exports under the file's own name. */
function everyProtocolHasDoor() {
  const folder = join(root, 'src/protocols')
  for (const file of readdirSync(folder).filter(entry => entry.endsWith('.ts'))) {
    const name = file.slice(0, -'.ts'.length)
    const camelCase = name.replace(/-(.)/g, (_, letter) => letter.toUpperCase())
    const isProtocol = readFileSync(join(folder, file), 'utf8').includes(
      `export const ${camelCase}: Protocol `,
    )
    if (isProtocol && !doors.includes(`nanowire/protocols/${name}`)) {
      refuse(`src/protocols/${file} has no door. Add it to "exports" in package.json.`)
    }
  }
}

/** The README's links must work in the installed package too. */
function everyLinkLeadsSomewhere() {
  const readme = readFileSync(join(nanowire, 'README.md'), 'utf8')
  for (const [, path] of readme.matchAll(/\]\(((?:docs|bench)\/[^)#]+)/g)) {
    if (!existsSync(join(nanowire, path))) {
      refuse(`README.md links ${path}, which is not packed. Add it to "files" in package.json.`)
    }
  }
}

/** Without a bundler a page cannot resolve bare imports, and has no `process`. */
function scriptsStandAlone() {
  for (const [name, allowed] of [
    ['nanowire.js', []],
    ['nanowire.shared.js', ['nanostores']],
  ]) {
    const code = readFileSync(join(nanowire, 'dist', name), 'utf8')
    const imports = ts.preProcessFile(code, true, true).importedFiles.map(file => file.fileName)
    if (imports.join() !== allowed.join()) {
      refuse(
        `dist/${name} imports ${imports.join(', ') || 'nothing'}. It may import ${allowed.join(', ') || 'nothing'}.`,
      )
    }
    if (/\bprocess\b/.test(code))
      refuse(`dist/${name} names process, which a page lacks. Define it away.`)
    if (!/^\/\*! .*third-party-licenses\.md/.test(code))
      refuse(
        `dist/${name} does not say first where the licences are of what is inside. Give it a banner.`,
      )
  }
}

/**
 * Calls that the browsers named in docs/limits.md lack; the build's target takes care of syntax.
 */
function noCallIsNew() {
  const later =
    /\(\?<[=!]|AbortSignal\.(any|timeout)\(|\.(toSorted|toReversed|toSpliced|groupBy|fromAsync|withResolvers|toWellFormed|canParse|union)\(/
  const dist = join(nanowire, 'dist')
  for (const entry of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!entry.endsWith('.js')) continue
    const [call] = later.exec(readFileSync(join(dist, entry), 'utf8')) ?? []
    if (call) refuse(`dist/${entry} has ${call}, which older browsers lack. Do without.`)
  }
}

function noPathIsAbsolute() {
  for (const entry of readdirSync(nanowire, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const text = readFileSync(file, 'utf8')
    const { sourceRoot = '', sources = [] } = file.endsWith('.map') ? JSON.parse(text) : {}
    const absolute = [sourceRoot, ...sources].find(path => isAbsolute(path) || /^\w+:/.test(path))
    const path = text.includes(root) ? root : absolute
    if (path !== undefined) refuse(`${file} holds the absolute path ${path}. Make it relative.`)
  }
}

function everyDoorHasTypes() {
  for (const module of ['ESNext', 'NodeNext']) {
    checkTypes(doors, { module, lib: ['ES2023', 'DOM', 'DOM.Iterable'] })
  }
}

/** Platform types that TypeScript 5.0 lacks, or has with fewer parameters. */
function noTypeIsNew() {
  const later =
    /\b(NoInfer|(Async)?Disposable|(Async)?IteratorObject|Uint8Array)<|IterableIterator<.*,/
  const listed = run(process.execPath, bin('typescript/bin/tsc'), '-p', '.', '--listFilesOnly')
  for (const file of listed.split('\n').filter(name => name.includes('/nanowire/dist/'))) {
    const [type] = later.exec(readFileSync(file, 'utf8')) ?? []
    if (type) refuse(`${file} has ${type}, which older TypeScript lacks. Spell it out.`)
  }
}

/** A server's project has Node's types and no DOM types. */
function everyDoorHasTypesWithoutPage() {
  const ofPages = /\/(?:testing|react|preact|vue|svelte|solid)$/
  const others = doors.filter(door => !ofPages.test(door))
  checkTypes(others, { module: 'NodeNext', lib: ['ES2023'], types: ['node'] })
}

function checkTypes(names, options) {
  writeFileSync(
    join(project, 'doors.mts'),
    // One export of type `any` makes the union of all of them `any`.
    `type Verdict<Door> = [keyof Door] extends [never]
  ? 'exports nothing'
  : 0 extends 1 & Door[keyof Door] ? 'exports any' : 'typed'
declare function expect<Door>(verdict: Verdict<Door>): void
${names.map(door => `expect<typeof import('${door}')>('typed')`).join('\n')}
`,
  )
  const compilerOptions = {
    moduleResolution: options.module === 'ESNext' ? 'Bundler' : options.module,
    target: 'ES2022',
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    pretty: true,
    ...options,
  }
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: ['doors.mts'] }),
  )
  run(process.execPath, bin('typescript/bin/tsc'), '-p', 'tsconfig.json')
}

function everyDoorOpensInNode() {
  writeFileSync(
    join(project, 'doors.mjs'),
    `import assert from 'node:assert/strict'
for (const door of ${JSON.stringify(doors)}) {
  assert.notEqual(Object.keys(await import(door)).length, 0, \`\${door} exports nothing.\`)
}
const { createChat, fetchServerSentEvents } = await import('nanowire')
const body = 'data: {"choices":[{"delta":{"content":"Hello"}}]}\\n\\ndata: [DONE]\\n\\n'
const fetch = async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } })
const chat = createChat({ connection: fetchServerSentEvents('https://example.com', { fetch }) })
await chat.sendMessage('Hi')
assert.equal(chat.$messages.get().at(-1)?.content, 'Hello', 'A chat in Node has no answer.')
`,
  )
  run(process.execPath, 'doors.mjs')
}

function bin(path) {
  return join(root, 'node_modules', path)
}

/** The output of the command, run beside the unpacked package. */
function run(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: project,
    encoding: 'utf8',
    shell: process.platform === 'win32' && command === 'npm',
  })
  if (status === 0) return stdout
  console.error([stdout, stderr, error?.message].filter(Boolean).join('\n'))
  refuse(`${command} ${args.join(' ')} failed. Mend what it reports.`)
}

function refuse(message) {
  console.error(message)
  process.exit(1)
}
