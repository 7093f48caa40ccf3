import {
  serverSentEvents,
  type ServerSentEventsDecoder,
  type ServerSentEventsOptions,
} from '../framing/server-sent-events.ts'

/**
 * Server-sent events, and what real servers send in their place. Of an answer that can be resumed an
 * unfinished event will come again, and may lack its id.
 */
export function tolerantEvents(
  options: ServerSentEventsOptions & { readonly resume?: unknown },
): ServerSentEventsDecoder {
  return serverSentEvents({ ...options, unfinished: !options.resume, bareJson: true })
}
