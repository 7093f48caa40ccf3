import { setMaxListeners } from 'node:events'
import { judgeLongLine, longLineCases } from './long-lines.ts'
import { judgeServer } from './judge-server.ts'
import { judgeEvents, judgeWritten } from './judge-stream.ts'
import type { Peer } from './peer.ts'
import { serverCases } from './server-cases.ts'
import { eventCases, lineCases, parserCases, textCases } from './stream-cases.ts'
import type { Verdict } from './verdict.ts'

export interface Judged {
  readonly section: string
  readonly title: string
  /** Why nanowire does not hold it, where it does not. */
  readonly ours: string | undefined
  readonly verdict: Verdict
}

function pageOf(): EventTarget {
  const page = new EventTarget()
  setMaxListeners(0, page)
  return page
}

/**
 * What becomes of every case with a peer, section by section; streams are read at every cut, or at one
 * in so many.
 */
export async function judge(peer: Peer, every = 1): Promise<Judged[]> {
  if (peer.needsPage) {
    Object.assign(globalThis, { window: globalThis, document: pageOf() })
  }
  const judged: Judged[] = []
  const run = async <Case extends { readonly title: string; readonly ours?: string }>(
    section: string,
    cases: readonly Case[],
    judgeOne: (peer: Peer, given: Case, every: number) => Promise<Verdict>,
    abreast = 1,
  ): Promise<void> => {
    for (let at = 0; at < cases.length; at += abreast) {
      const some = cases.slice(at, at + abreast)
      const verdicts = await Promise.all(some.map(given => judgeOne(peer, given, every)))
      for (const [index, { title, ours }] of some.entries()) {
        judged.push({ section, title, ours, verdict: verdicts[index] })
      }
    }
  }
  await run('Event streams, read into an answer', eventCases, judgeWritten)
  await run('Event streams, read into events', parserCases, judgeEvents)
  await run('NDJSON', lineCases, judgeWritten)
  await run('Plain text', textCases, judgeWritten)
  await run('Long lines', longLineCases, judgeLongLine)
  await run('Servers and networks', serverCases, judgeServer, serverCases.length)
  if (peer.needsPage) {
    for (const name of ['window', 'document']) Reflect.deleteProperty(globalThis, name)
  }
  return judged
}
