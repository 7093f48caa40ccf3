import { createRequire } from 'node:module'
import type { EventSourceMessage, FetchEventSourceInit } from '@microsoft/fetch-event-source'
import type { Asked, EventsRead, Peer, Question } from '../peer.ts'
import { plainWire } from '../wires.ts'
import { responseOf } from '../response-of.ts'

// As it is published: nanowire's own build gives it stand-ins.
const { fetchEventSource } = createRequire(import.meta.url)('@microsoft/fetch-event-source') as {
  fetchEventSource(input: string, init: FetchEventSourceInit): Promise<void>
}

export const peer: Peer = {
  name: 'fetch-event-source',
  packages: ['@microsoft/fetch-event-source'],
  use: '`fetchEventSource` with `onmessage`, as its README shows',
  needsPage: true,
  async read(reads) {
    const messages: EventSourceMessage[] = []
    const failures: unknown[] = []
    await fetchEventSource('http://localhost/', {
      fetch: async () => responseOf(reads, 'events'),
      onmessage: message => messages.push(message),
      onerror(error) {
        failures.push(error)
        throw error
      },
    }).catch(() => {})
    const events: EventsRead['events'] = messages.map(({ event, data }) => ({
      event: event || 'message',
      data,
    }))
    return {
      events,
      ids: messages.map(({ id }) => id),
      retry: messages.findLast(({ retry }) => retry !== undefined)?.retry,
      comments: [],
      ...(failures.length > 0 && { error: failures[0] }),
    }
  },
  clients: [{ wire: plainWire, framings: ['events'], callsBack: true, ask }],
}

function ask({ url, fetch, onPiece }: Question): Asked {
  const controller = new AbortController()
  let text = ''
  let isOver = false
  let error: unknown
  const done = fetchEventSource(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ message: 'Hi' }),
    signal: controller.signal,
    ...(fetch && { fetch }),
    onmessage({ data }) {
      if (data !== '[DONE]') text += (JSON.parse(data) as { readonly text: string }).text
      onPiece?.()
    },
    // Returning nothing is its default: it asks again.
    onerror: caught => void (error ??= caught),
  }).finally(() => (isOver = true))
  return {
    done,
    stop: () => controller.abort(),
    now: () => ({
      text,
      state: isOver ? 'complete' : error === undefined ? 'open' : 'failed',
      error,
    }),
  }
}
