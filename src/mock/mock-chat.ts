import { http, type HttpHandler } from 'msw'
import type { StreamEvent } from '../stream-event.ts'
import { mockResponse, type MockResponseOptions } from './mock-response.ts'

/** What the mocked server says, how, and what goes wrong with it. */
export interface MockChatOptions extends Omit<MockResponseOptions, 'events'> {
  /** What the answer says, or a function of the request that tells it. An end is added where there is none. */
  readonly events?:
    | readonly StreamEvent[]
    | ((request: Request) => readonly StreamEvent[] | Promise<readonly StreamEvent[]>)
    | undefined
}

/**
 * A handler of MSW that answers POST requests to this path as a server would that streams these
 * events: give it to `setupServer` or `setupWorker`. In Node a path alone matches nothing: write
 * `*` before it.
 */
export function mockChat(path: string | RegExp, options: MockChatOptions): HttpHandler {
  return http.post(path, async ({ request }) => {
    const { events, ...more } = options
    const told = typeof events === 'function' ? await events(request) : events
    return mockResponse({ ...more, ...(told && { events: told }) })
  })
}
