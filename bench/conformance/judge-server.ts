import { serve } from '../../e2e/servers/serve.ts'
import type { Client, Peer } from './peer.ts'
import type { Outcome, ServerCase } from './server-cases.ts'
import { failed, type Verdict } from './verdict.ts'
import { within } from './within.ts'

/** For an answer that never ends; the busiest machine is no reason to call one so. */
const LONGEST = 20_000

/** Whether a client makes of what a server does what it should, over a real connection. */
export async function judgeServer(peer: Peer, given: ServerCase): Promise<Verdict> {
  const clients = (peer.clients ?? []).filter(
    ({ wire, callsBack }) => (given.isFor?.(wire) ?? true) && (callsBack || !given.throws),
  )
  if (clients.length === 0) return undefined
  for (const client of clients) {
    const instead = given.judge(await meet(client, given))
    if (instead !== undefined) return failed(instead, client, clients)
  }
  return { holds: true }
}

async function meet(client: Client, given: ServerCase): Promise<Outcome> {
  const times: number[] = []
  const server = await serve((request, response) => {
    times.push(performance.now())
    request.resume()
    given.answer(response, client.wire, times.length)
  })
  const asked = client.ask({
    url: `${server.url}/`,
    framing: 'events',
    ...(given.throws && {
      onPiece: () => {
        throw new Error('The page has a mistake')
      },
    }),
  })
  if (given.stops) {
    const isTime = (): boolean =>
      given.stops === 'at once' ? times.length > 0 : asked.now().text !== ''
    await until(isTime)
    asked.stop()
  }
  // What goes on by itself has to be looked at when all that may come of it has come.
  const settled = await within(asked.done, given.longest ?? LONGEST)
  await new Promise(resolve => setTimeout(resolve, settled ? (given.watch ?? 1_500) : 0))
  const outcome = {
    ...asked.now(),
    requests: times,
    hasLeft: server.requests[0]?.state === 'cut',
  }
  asked.stop()
  await server.close()
  return outcome
}

async function until(isTime: () => boolean): Promise<void> {
  const end = performance.now() + LONGEST
  while (!isTime() && performance.now() < end) {
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
