import type { ConnectionAdapter } from '../adapters/adapter.ts'
import type { ChatRequest } from '../chat-request.ts'
import type { StreamEvent } from '../stream-event.ts'
import { createMailbox } from './mailbox.ts'

export interface Source {
  readonly connection: ConnectionAdapter
  /** Every request so far. */
  readonly requests: readonly ChatRequest[]
  /** The answer to the next request, for the test to give. */
  next(): Promise<SourceAnswer>
}

export interface SourceAnswer {
  readonly request: ChatRequest
  /** Yields these events as one read. */
  push(...events: StreamEvent[]): void
  end(): void
  fail(error: unknown): void
}

/**
 * A connection without a network, whose answers the test gives. It ignores its signal, and drops
 * what is given after it was left.
 */
export function createSource(): Source {
  const requests: ChatRequest[] = []
  const answers = createMailbox<SourceAnswer>()

  return {
    requests,
    connection: {
      async *connect(request) {
        requests.push(request)
        let left = false
        const batches = new ReadableStream<readonly StreamEvent[]>({
          start(controller) {
            answers.put({
              request,
              push: (...events) => left || controller.enqueue(events),
              end: () => left || controller.close(),
              fail: error => left || controller.error(error),
            })
          },
          cancel() {
            left = true
          },
        })
        yield* batches
      },
    },
    next: answers.take,
  }
}
