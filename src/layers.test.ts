import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, sep } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

/** From the lowest: a file imports from the rows below its own, and from its own place's folder. */
const rows: readonly (readonly string[])[] = [
  ['decoder', 'stream-event', 'stream-error', 'message', 'chat-request', 'protocol'],
  ['framing/'],
  ['protocols/', 'adapters/', 'messages/'],
  ['text/', 'writers/'],
  ['chat/', 'mock/', 'server/'],
  ['index', 'core'],
  ['nanowire'],
  ['bindings/'],
  ['react', 'vue', 'svelte', 'solid', 'preact'],
]

/** Packages that may be imported, and where. */
const packages: readonly (readonly [name: RegExp, places: readonly string[]])[] = [
  [/^msw$/, ['mock/']],
  [/^@?nanostores(\/|$)/, ['chat/', 'bindings/', ...rows.at(-1)!]],
  [/^react$/, ['react']],
  [/^vue$/, ['vue']],
  [/^svelte$/, ['svelte']],
  [/^solid-js$/, ['solid']],
  [/^preact(\/hooks)?$/, ['preact']],
  [/^@microsoft\/fetch-event-source$/, ['adapters/']],
]

/** Globals that belong to some places alone. */
const globals: readonly (readonly [use: RegExp, places: readonly string[]])[] = [
  [/(?<![\w.])fetch\(|\bglobalThis\.fetch\b/, ['adapters/']],
  [
    /\b(Date|set(Timeout|Interval)|requestAnimationFrame|performance|crypto|Math\.random)\b/,
    ['adapters/', ...rows.slice(3).flat()],
  ],
]

test('every file keeps to the law of imports', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .map(file => file.replaceAll(sep, '/'))
    .filter(file => file.endsWith('.ts') && !/\.test(-d)?\.ts$|^testing\//.test(file))

  expect(files).toContain('decoder.ts')
  expect(
    files.flatMap(file => breaches(file, readFileSync(join(import.meta.dirname, file), 'utf8'))),
  ).toEqual([])
})

test.each([
  ['helpers.ts', '', 'has no place'],
  ['helpers/x.ts', '', 'has no place'],
  ['decoder.ts', "import { x } from './framing/x.ts'", 'imports ./framing/x.ts'],
  ['framing/x.ts', "import type { X } from '../protocols/x.ts'", 'imports ../protocols/x.ts'],
  ['protocols/x.ts', "export * from '../messages/x.ts'", 'imports ../messages/x.ts'],
  ['adapters/x.ts', "await import('../protocols/x.ts')", 'imports ../protocols/x.ts'],
  ['chat/x.ts', "import '../core.ts'", 'imports ../core.ts'],
  ['chat/x.ts', "import '../helpers.ts'", 'imports ../helpers.ts'],
  ['messages/x.ts', "import { atom } from 'nanostores'", 'imports nanostores'],
  ['core.ts', "import { atom } from 'nanostores'", 'imports nanostores'],
  ['server/x.ts', "import 'node:http'", 'imports node:http'],
  ['server/x.ts', "import '../chat/x.ts'", 'imports ../chat/x.ts'],
  ['framing/x.ts', "import 'node:fs'", 'imports node:fs'],
  [
    'chat/x.ts',
    "import { fetchEventSource } from '@microsoft/fetch-event-source'",
    'imports @microsoft/fetch-event-source',
  ],
  ['bindings/x.ts', "import { useState } from 'react'", 'imports react'],
  ['preact.ts', "import { useState } from 'react'", 'imports react'],
  ['chat/x.ts', "await fetch('/')", 'uses fetch('],
  ['protocols/x.ts', 'const { fetch } = globalThis.fetch', 'uses globalThis.fetch'],
  ['message.ts', 'Date.now()', 'uses Date'],
  ['framing/x.ts', 'setTimeout(f)', 'uses setTimeout'],
  ['messages/x.ts', 'crypto.randomUUID()', 'uses crypto'],
  ['protocols/x.ts', '`${Math.random()}`', 'uses Math.random'],
])('%s may not hold %j', (file, source, breach) => {
  expect(breaches(file, source)).toEqual([`${file} ${breach}`])
})

test.each([
  ['message.ts', "import type { X } from './stream-event.ts'"],
  ['protocols/x.ts', "import { x } from './y.ts'\nimport { z } from '../framing/z.ts'"],
  ['protocols/x.ts', "// fetch('/') at a Date\n/* from 'nanostores' */ options.fetch('/')"],
  ['adapters/x.ts', "import '@microsoft/fetch-event-source'\nsetTimeout(() => fetch('/'))"],
  ['chat/x.ts', "import { atom } from 'nanostores'\nimport '../adapters/x.ts'\nDate.now()"],
  ['react.ts', "import 'react'\nimport './chat/x.ts'\nimport './bindings/x.ts'"],
])('%s may hold %j', (file, source) => {
  expect(breaches(file, source)).toEqual([])
})

function breaches(file: string, source: string): string[] {
  const place = placeOf(file)
  if (place === undefined) return [`${file} has no place`]
  const imports = ts
    .preProcessFile(source)
    .importedFiles.filter(({ fileName }) => !mayImport(file, place, fileName))
  const uses = globals.flatMap(([use, places]) =>
    places.includes(place) ? [] : (use.exec(withoutComments(source))?.[0] ?? []),
  )
  return [
    ...imports.map(({ fileName }) => `${file} imports ${fileName}`),
    ...uses.map(use => `${file} uses ${use}`),
  ]
}

function mayImport(file: string, place: string, specifier: string): boolean {
  if (!specifier.startsWith('.')) {
    return packages.some(([name, places]) => name.test(specifier) && places.includes(place))
  }
  const target = posix.join(posix.dirname(file), specifier)
  const [from, to] = [rowOf(place), rowOf(placeOf(target))]
  const sameFolder = posix.dirname(target) === posix.dirname(file)
  return to !== -1 && (to < from || (to === from && sameFolder))
}

/** Where a file lives: `chat/` for all in that folder, its name for one that is in none. */
function placeOf(file: string): string | undefined {
  const place = file.includes('/') ? file.slice(0, file.indexOf('/') + 1) : file.slice(0, -3)
  return rows.flat().includes(place) ? place : undefined
}

function rowOf(place: string | undefined): number {
  return rows.findIndex(row => row.includes(place ?? ''))
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[^]*?\*\/|(?<!:)\/\/.*/g, '')
}
