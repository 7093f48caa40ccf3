import { http, type HttpHandler } from 'msw'
import type { StreamEvent } from '../stream-event.ts'
import { mockResponse, type MockResponseOptions } from './mock-response.ts'

/** What the mocked server answers, in which format, and how it fails. */
export interface MockChatOptions extends Omit<MockResponseOptions, 'events'> {
  /**
   * The events of the answer, or a function of the request that returns them. An end is added if
   * there is none.
   */
  readonly events?:
    | readonly StreamEvent[]
    | ((request: Request) => readonly StreamEvent[] | Promise<readonly StreamEvent[]>)
    | undefined
}

/**
 * An MSW handler that answers POST requests to this path with a stream of these events: pass it to
 * `setupServer` or `setupWorker`. In Node, a path alone matches nothing: write `*` in front of it.
 */
export function mockChat(path: string | RegExp, options: MockChatOptions): HttpHandler {
  return http.post(path, async ({ request }) => {
    const { events, ...more } = options
    const answer = typeof events === 'function' ? await events(request) : events
    return mockResponse({ ...more, ...(answer && { events: answer }) })
  })
}
