import {
  serverSentEvents,
  type ServerSentEventsDecoder,
  type ServerSentEventsOptions,
} from '../framing/server-sent-events.ts'

/** Server-sent events, and what real servers send in their place. */
export function tolerantEvents(options: ServerSentEventsOptions): ServerSentEventsDecoder {
  return serverSentEvents({ ...options, unfinished: true, bareJson: true })
}
