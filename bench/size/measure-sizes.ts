import { bundle, sizeOf } from '../bundle.ts'
import type { Report } from '../section.ts'
import { coreWith, foreign, sizes } from '../sizes.ts'
import { table } from '../table.ts'

interface Equivalent {
  readonly who: string
  /** What a page imports for the job. */
  readonly code: string
}

/** The same job by each package, all that it depends on included, without the framework itself. */
const jobs: readonly (readonly [job: string, ...by: Equivalent[]])[] = [
  [
    'a chat over server-sent events, in React',
    {
      who: 'nanowire',
      code: `${coreWith('ai-sdk', 'aiSdk')}\nexport { useChat, useMessage } from 'nanowire/react'`,
    },
    {
      who: 'nanowire, every protocol',
      code: "export { createChat, fetchServerSentEvents } from 'nanowire'\nexport { useChat, useMessage } from 'nanowire/react'",
    },
    {
      who: 'AI SDK',
      code: "export { useChat } from '@ai-sdk/react'\nexport { DefaultChatTransport } from 'ai'",
    },
    {
      who: 'TanStack AI',
      code: "export { fetchServerSentEvents, useChat } from '@tanstack/ai-react'",
    },
  ],
  [
    'a chat over server-sent events, without a framework',
    { who: 'nanowire', code: coreWith('ai-sdk', 'aiSdk') },
    {
      who: 'nanowire, every protocol',
      code: "export { createChat, fetchServerSentEvents } from 'nanowire'",
    },
    { who: 'AI SDK', code: "export { AbstractChat, DefaultChatTransport } from 'ai'" },
    {
      who: 'TanStack AI',
      code: "export { ChatClient, fetchServerSentEvents } from '@tanstack/ai-client'",
    },
    { who: 'AG-UI', code: "export { HttpAgent } from '@ag-ui/client'" },
  ],
  [
    'bytes to events',
    { who: 'nanowire', code: "export { serverSentEvents } from 'nanowire/framing'" },
    { who: 'eventsource-parser', code: "export { createParser } from 'eventsource-parser'" },
    {
      who: 'fetch-event-source, with its client',
      code: "export { fetchEventSource } from '@microsoft/fetch-event-source'",
    },
  ],
]

interface SizeFigure {
  readonly job: string
  readonly who: string
  readonly bytes: number
}

/** What each import costs, beside the peers' for the same job, as Markdown and as figures. */
export async function measureSizes(): Promise<Report> {
  // What a page is built with, whatever the one who measures is run with.
  process.env.NODE_ENV = 'production'
  const figures: SizeFigure[] = []
  for (const [job, ...by] of jobs) {
    for (const { who, code } of by) figures.push({ job, who, bytes: await measure(code) })
  }
  const own: string[][] = []
  for (const [what, code, ceiling] of sizes) {
    own.push([what, count(await measure(code)), count(ceiling)])
  }
  const markdown = [
    'Bytes that a page loads: minified by Vite, compressed by brotli, all dependencies included (nanostores too), the framework itself left out.',
    ...jobs.map(([job]) => jobTable(figures.filter(figure => figure.job === job))),
    'What each import of nanowire costs, and the ceiling that `npm test` holds it under:',
    table(['Import', 'Bytes', 'At most'], own),
    'What a bundle must not hold, which `npm test` holds too, and whether this run found it:',
    table(['Import', 'Word', 'Found'], await foreignWords()),
  ].join('\n\n')
  return {
    markdown,
    figures: Object.fromEntries(figures.map(({ job, who, bytes }) => [`${who}, ${job}`, bytes])),
  }
}

async function foreignWords(): Promise<string[][]> {
  const rows: string[][] = []
  for (const [what, code, word] of foreign) {
    const isFound = (await bundle(code)).includes(word)
    rows.push([what, `\`${word}\``, isFound ? 'yes' : 'no'])
  }
  return rows
}

function jobTable(figures: readonly SizeFigure[]): string {
  const [first] = figures
  return table(
    [first?.job ?? '', 'Bytes', 'Of nanowire’s'],
    figures.map(({ who, bytes }) => [
      who,
      count(bytes),
      `${(bytes / (first?.bytes ?? NaN)).toFixed(1)} ×`,
    ]),
  )
}

async function measure(code: string): Promise<number> {
  return sizeOf(await bundle(code))
}

function count(bytes: number): string {
  return bytes.toLocaleString('en')
}
