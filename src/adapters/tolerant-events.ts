import {
  serverSentEvents,
  type ServerSentEventsDecoder,
  type ServerSentEventsOptions,
} from '../framing/server-sent-events.ts'

/**
 * Server-sent events, leniently, as real servers send them. If the answer can be resumed, an
 * unfinished event is dropped: it comes again, and may lack its id.
 */
export function tolerantEvents(
  options: ServerSentEventsOptions & { readonly resume?: unknown },
): ServerSentEventsDecoder {
  return serverSentEvents({ ...options, unfinished: !options.resume, bareJson: true })
}
