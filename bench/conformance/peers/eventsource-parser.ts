import { createParser } from 'eventsource-parser'
import type { EventsRead, Peer } from '../peer.ts'

export const peer: Peer = {
  name: 'eventsource-parser',
  packages: ['eventsource-parser'],
  use: '`createParser`, fed by a `TextDecoder`; it has no client',
  async read(reads) {
    const events: EventsRead['events'][number][] = []
    const ids: string[] = []
    const comments: string[] = []
    let retry: number | undefined
    const parser = createParser({
      onEvent: ({ event = 'message', data }) => events.push({ event, data }),
      onId: id => ids.push(id),
      onRetry: milliseconds => (retry = milliseconds),
      onComment: comment => comments.push(comment),
    })
    const decoder = new TextDecoder()
    for (const read of reads) parser.feed(decoder.decode(read, { stream: true }))
    parser.feed(decoder.decode())
    return { events, ids, retry, comments }
  },
}
