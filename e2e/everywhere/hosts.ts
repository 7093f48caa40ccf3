import { expect } from '@playwright/test'
import { build, type Rolldown } from 'vite'
import { sources } from '../../vite.config.ts'
import { answers } from '../servers/model.ts'
import { wholeRun } from '../servers/runs.ts'
import { serve, type PeerServer } from '../servers/serve.ts'
import type { Asked, Findings } from './suite.ts'

/** The result of the suite, the same wherever it runs. */
const EXPECTED: object = {
  streamed: {
    status: 'ready',
    error: null,
    answer: `complete: ${answers.text}`,
  },
  stopped: {
    status: 'ready',
    error: null,
    answer: expect.stringMatching(/^stopped: 1 2 3 (\d+ )*$/),
  },
  failed: { status: 'error', error: 'server', answer: `error: ${answers.failure}` },
  unreached: { status: 'error', error: 'network', answer: null },
  resumed: { status: 'ready', error: null, answer: `complete: ${wholeRun}` },
}

/**
 * Expects these findings, and that the server saw the connection close where the answer was
 * stopped.
 */
export function check(
  { asInSafari, ...found }: Findings,
  peer: PeerServer,
  isSafari: boolean,
): void {
  expect(found).toEqual(EXPECTED)
  expect(asInSafari).toBe(isSafari)
  // Either side may notice a failure first.
  const states = peer.requests.map(({ state }) => state)
  expect(states.slice(0, 2)).toEqual(['ended', 'cut'])
}

/** Where a page can run the suite. */
export const hosts = [
  'a page',
  'a dedicated worker',
  'a shared worker',
  'a service worker',
] as const

export interface InHost {
  readonly where: (typeof hosts)[number]
  readonly asks: Asked
}

/**
 * Runs the suite in one of them. Playwright sends it to the page, so it can use only its arguments.
 */
export async function runIn({ where, asks }: InHost): Promise<Findings> {
  if (where === 'a page') {
    const element = document.createElement('script')
    element.src = '/suite.js'
    document.head.append(element)
    await new Promise(resolve => element.addEventListener('load', resolve))
    return (globalThis as unknown as { runSuite(asked: Asked): Promise<Findings> }).runSuite(asks)
  }
  const { port1, port2 } = new MessageChannel()
  if (where === 'a dedicated worker') new Worker('/suite.js').postMessage(asks, [port2])
  else if (where === 'a shared worker') {
    new SharedWorker('/suite.js').port.postMessage(asks, [port2])
  } else {
    await navigator.serviceWorker.register('/suite.js')
    const { active } = await navigator.serviceWorker.ready
    active!.postMessage(asks, [port2])
  }
  const { findings, error } = await new Promise<{ findings: Findings; error?: string }>(resolve => {
    port1.addEventListener('message', ({ data }) => resolve(data))
    port1.start()
  })
  if (error !== undefined) throw new Error(error)
  return findings
}

/** An empty page, and the script beside it. */
export function serveSuite(script: string): Promise<PeerServer> {
  return serve((request, response) => {
    const [type, content] =
      request.url === '/suite.js' ? ['javascript', script] : ['html', '<!doctype html>']
    response.writeHead(200, { 'content-type': `text/${type}; charset=utf-8` }).end(content)
  })
}

/** The suite and all that it needs as one script, which every kind of worker takes. */
export async function bundleSuite(): Promise<string> {
  const results = (await build({
    ...sources,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2022',
      lib: { entry: 'e2e/everywhere/entry.ts', formats: ['iife'], name: 'suite' },
    },
  })) as Rolldown.RolldownOutput[]
  return results[0]!.output[0].code
}
