import { HttpAgent } from '@ag-ui/client'
import type { Asked, Peer, Question } from '../peer.ts'
import { agUiWire } from '../wires.ts'

export const peer: Peer = {
  name: 'AG-UI',
  packages: ['@ag-ui/client'],
  use: '`HttpAgent`, its `runAgent` with a subscriber, and the messages that it keeps',
  clients: [{ wire: agUiWire, framings: ['events'], callsBack: true, ask }],
}

function ask({ url, fetch, onPiece }: Question): Asked {
  const agent = new HttpAgent({
    url,
    initialMessages: [{ id: 'q', role: 'user', content: 'Hi' }],
    ...(fetch && { fetch: (address, init) => fetch(address, init) }),
  })
  let state: 'complete' | 'failed' | 'open' = 'open'
  let failure: unknown
  const fail = (error: unknown): void => {
    state = 'failed'
    failure ??= error
  }
  const run = agent.runAgent(
    {},
    {
      // It tells a stop so, too.
      onRunErrorEvent({ event }) {
        if (event.code !== 'abort') fail(new Error(event.message))
      },
      ...(onPiece && { onEvent: () => onPiece() }),
    },
  )
  const done = run.then(() => {
    if (state === 'open') state = 'complete'
  }, fail)
  return {
    done,
    stop: () => agent.abortRun(),
    now() {
      const [question, answer] = agent.messages
      return {
        text: typeof answer?.content === 'string' ? answer.content : '',
        state,
        error: failure,
        keepsQuestion: question?.content === 'Hi',
      }
    },
  }
}
