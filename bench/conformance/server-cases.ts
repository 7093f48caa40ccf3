import type { ServerResponse } from 'node:http'
import { allOf, describeAnswer } from './describe.ts'
import type { Answer } from './peer.ts'
import { CONTENT_TYPES } from './response-of.ts'
import { answerOf, type Wire } from './wires.ts'

/** A server that answers in some way, and what has to come of it. */
export interface ServerCase {
  readonly title: string
  /** Whether the wire has what the case is about. */
  readonly isFor?: (wire: Wire) => boolean
  /** Whether the client has to call back with what arrives, for the page's callback to throw. */
  readonly throws?: true
  /** When the page stops the answer. */
  readonly stops?: 'at once' | 'with its first text'
  /** Milliseconds that are waited for what may still be sent; 1,500 by default. */
  readonly watch?: number
  /** Why nanowire does not hold it, where it does not. */
  readonly ours?: string
  /** Milliseconds that the end of the answer is waited for; 20,000 by default. */
  readonly longest?: number
  /** Answers the request, `turn` being 1 for the first. */
  answer(response: ServerResponse, wire: Wire, turn: number): void
  /** What came in place of what should, in words. */
  judge(outcome: Outcome): string | undefined
}

export interface Outcome extends Answer {
  /** When each request came, in milliseconds. */
  readonly requests: readonly number[]
  /** Whether the client closed the first connection before its answer had ended. */
  readonly hasLeft: boolean
}

const PIECES = ['Hé', ' there']
const TEXT = PIECES.join('')
const OVERLOADED = 'The model is overloaded'

/** What happens to answers, and what a page has to see of it. */
export const serverCases: readonly ServerCase[] = [
  {
    title: 'a whole answer',
    answer: (response, wire) => open(response).end(eventsOf(answerOf(wire, PIECES))),
    judge: outcome => isComplete(outcome) ?? isAskedOnce(outcome),
  },
  {
    title: 'a whole answer whose last event ends with one line end in place of two',
    answer: (response, wire) =>
      open(response).end(eventsOf(answerOf(wire, PIECES)).replace(/\n\n$/, '\n')),
    judge: outcome => isComplete(outcome) ?? isAskedOnce(outcome),
  },
  {
    title: 'an event stream that is called `text/plain`',
    ours: '`fetchServerSentEvents` insists on the content type of event streams, so that a login page is never read as an answer; `fetchHttpStream` reads such a stream.',
    answer: (response, wire) =>
      open(response, 200, { 'content-type': 'text/plain' }).end(eventsOf(answerOf(wire, PIECES))),
    judge: isComplete,
  },
  {
    title:
      'the answer has ended, and the server keeps the connection open: the answer ends, and the connection is closed',
    ours: 'One stream of AG-UI may hold several runs, so it ends with the body. In formats with a final end marker, such as the AI SDK’s, the connection is closed.',
    longest: 5_000,
    isFor: ({ failure }) => failure !== undefined,
    answer: (response, wire) => void open(response).write(eventsOf(answerOf(wire, PIECES))),
    judge: outcome =>
      isComplete(outcome) ?? (outcome.hasLeft ? undefined : 'the connection stays open'),
  },
  {
    title: 'the connection breaks: reported, and the text stays',
    answer: (response, wire) => begin(response, wire),
    judge: isBroken,
  },
  {
    title: 'the connection ends before the answer does: reported, and the text stays',
    isFor: ({ failure }) => failure !== undefined,
    answer: (response, wire) => begin(response, wire, []),
    judge: isBroken,
  },
  {
    title:
      'the connection ends before the answer does, with an `id` at every event: reported, and the request not sent again',
    isFor: ({ failure }) => failure !== undefined,
    watch: 2_500,
    answer: (response, wire) =>
      open(response).end(numbered([...wire.begin, ...PIECES.map(wire.piece)])),
    judge: outcome => isBroken(outcome) ?? isAskedOnce(outcome),
  },
  {
    title: 'the connection breaks: the request is not sent again automatically',
    watch: 2_500,
    answer: (response, wire) => begin(response, wire),
    judge: isAskedOnce,
  },
  {
    title:
      'numbered events that break off, and a server that has the rest: continued without being asked to',
    ours: 'By choice: once an answer has begun, no further request is sent unless `resume` is set. With `resume: true` the answer continues.',
    watch: 2_500,
    answer: (response, wire, turn) => {
      const all = answerOf(wire, PIECES)
      const first = wire.begin.length + 1
      if (turn > 1) open(response).end(numbered(all.slice(first), first))
      else {
        open(response).write(numbered(all.slice(0, first)))
        setTimeout(() => response.destroy(), 100)
      }
    },
    judge: isComplete,
  },
  {
    title: 'a failure that the server reports in the answer',
    isFor: ({ failure }) => failure !== undefined,
    answer: (response, wire) => begin(response, wire, [wire.failure!(OVERLOADED)]),
    judge: outcome => isBroken(outcome) ?? says(outcome, OVERLOADED),
  },
  {
    title: 'an event that is not JSON: reported, and the text stays',
    isFor: ({ failure }) => failure !== undefined,
    answer: (response, wire) => begin(response, wire, ['{"type":', ...wire.end]),
    judge: isBroken,
  },
  {
    title: 'a number instead of a text: reported',
    ours: 'By choice: what can be shown is shown, and a record’s shape is not checked against a schema.',
    isFor: ({ wrongKind }) => wrongKind !== undefined,
    answer: (response, wire) => begin(response, wire, [wire.wrongKind!, ...wire.end]),
    judge: isBroken,
  },
  {
    title: 'an event of a kind that this version does not know: left out, and the answer goes on',
    isFor: ({ failure }) => failure !== undefined,
    answer: (response, wire) =>
      open(response).end(
        eventsOf([...wire.begin, '{"type":"x-new","a":1}', ...PIECES.map(wire.piece), ...wire.end]),
      ),
    judge: isComplete,
  },
  {
    title: 'a page of HTML with status 200: reported, with what came',
    answer: response =>
      open(response, 200, { 'content-type': 'text/html' }).end(
        '<!doctype html><title>Sign in</title><h1>Sign in</h1>\n',
      ),
    judge: outcome => hasFailed(outcome) ?? says(outcome, /content[- ]type|html|doctype/i),
  },
  {
    title: 'JSON of a failure with status 200: reported in its words',
    answer: response =>
      open(response, 200, { 'content-type': 'application/json' }).end(
        '{"error":{"message":"The model is overloaded"}}',
      ),
    judge: outcome => hasFailed(outcome) ?? says(outcome, OVERLOADED),
  },
  {
    title: 'an event stream without an event: reported',
    isFor: ({ failure }) => failure !== undefined,
    answer: response => open(response).end(),
    judge: hasFailed,
  },
  {
    title: '502 with a page of HTML: reported with its status',
    watch: 0,
    answer: response =>
      open(response, 502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>'),
    judge: outcome => hasFailed(outcome) ?? says(outcome, '502'),
  },
  {
    title: '429 with a JSON body: its status and its message',
    answer: tooMany(120),
    judge: outcome =>
      hasFailed(outcome) ?? says(outcome, '429') ?? says(outcome, 'Slow down, please'),
  },
  {
    title: '429 with `Retry-After: 120`: the request is not sent again at once',
    watch: 2_500,
    answer: tooMany(120),
    judge: isAskedOnce,
  },
  {
    title:
      '429 with `Retry-After: 2`, and then the answer: the request is sent again after that time',
    watch: 3_500,
    answer: (response, wire, turn) =>
      turn === 1 ? tooMany(2)(response) : open(response).end(eventsOf(answerOf(wire, PIECES))),
    judge(outcome) {
      const [first = 0, second = 0] = outcome.requests
      const wrong = isComplete(outcome)
      if (wrong !== undefined) return wrong
      return second - first >= 1_990 ? undefined : 'sent again before that time'
    },
  },
  {
    title: '503 once, and then the answer: the request is sent again',
    watch: 3_500,
    answer: (response, wire, turn) =>
      turn === 1
        ? open(response, 503, {}).end()
        : open(response).end(eventsOf(answerOf(wire, PIECES))),
    judge: isComplete,
  },
  {
    title: '500: the POST is sent once',
    ours: 'By choice: before the first byte of an answer there are two more tries. `retry: { attempts: 0 }` makes it one.',
    watch: 3_500,
    answer: response => open(response, 500, {}).end(),
    judge: isAskedOnce,
  },
  {
    title: '500 without a body: reported with its status, and the question stays',
    watch: 3_500,
    answer: response => open(response, 500, {}).end(),
    judge: outcome => hasFailed(outcome) ?? says(outcome, '500') ?? keepsQuestion(outcome),
  },
  {
    title: 'a connection refused: reported, and the question stays',
    watch: 3_500,
    answer: response => void response.destroy(),
    judge: outcome => hasFailed(outcome) ?? keepsQuestion(outcome),
  },
  {
    title: 'stopped before the response: the server sees it',
    stops: 'at once',
    answer: () => {},
    judge: hasLeft,
  },
  {
    title: 'stopped while it streams: the server sees it, the text stays, and it is not a failure',
    stops: 'with its first text',
    answer: (response, wire) => {
      open(response).write(eventsOf([...wire.begin, wire.piece(TEXT)]))
    },
    judge: outcome => hasLeft(outcome) ?? isComplete(outcome),
  },
  {
    title: 'a callback of the page throws: the request is not sent again',
    throws: true,
    watch: 2_500,
    answer: (response, wire) => open(response).end(eventsOf(answerOf(wire, PIECES))),
    judge: isAskedOnce,
  },
]

function open(
  response: ServerResponse,
  status = 200,
  headers: Readonly<Record<string, string>> = { 'content-type': CONTENT_TYPES.events },
): ServerResponse {
  return response.writeHead(status, headers)
}

/** Writes all of the text, and a little later these records and the end, or else the connection breaks. */
function begin(response: ServerResponse, wire: Wire, rest?: readonly string[]): void {
  open(response).write(eventsOf([...wire.begin, ...PIECES.map(wire.piece)]))
  setTimeout(() => {
    if (rest) response.end(eventsOf(rest))
    else response.destroy()
  }, 100)
}

function tooMany(seconds: number): (response: ServerResponse) => void {
  const headers = { 'content-type': 'application/json', 'retry-after': String(seconds) }
  return response => open(response, 429, headers).end('{"error":{"message":"Slow down, please"}}')
}

function eventsOf(records: readonly string[]): string {
  return records.map(data => `data: ${data}\n\n`).join('')
}

function numbered(records: readonly string[], from = 0): string {
  return records.map((data, at) => `id: ${from + at + 1}\ndata: ${data}\n\n`).join('')
}

function isComplete(outcome: Outcome): string | undefined {
  const isWhole = outcome.state === 'complete' && outcome.text === TEXT
  return isWhole ? undefined : describeAnswer(outcome)
}

function isBroken(outcome: Outcome): string | undefined {
  if (outcome.requests.length > 1) return 'sent again automatically'
  const isTold = outcome.state === 'failed' && outcome.text === TEXT
  return isTold ? undefined : describeAnswer(outcome)
}

function hasFailed(outcome: Outcome): string | undefined {
  return outcome.state === 'failed' ? undefined : describeAnswer(outcome)
}

function says(outcome: Outcome, what: string | RegExp): string | undefined {
  const all = allOf(outcome.error)
  const isSaid = typeof what === 'string' ? all.includes(what) : what.test(all)
  return isSaid ? undefined : describeAnswer(outcome)
}

function isAskedOnce({ requests }: Outcome): string | undefined {
  return requests.length === 1 ? undefined : 'sent again'
}

function keepsQuestion(outcome: Outcome): string | undefined {
  return outcome.keepsQuestion === false ? 'the question is gone' : undefined
}

function hasLeft(outcome: Outcome): string | undefined {
  return outcome.hasLeft ? undefined : 'the connection stays open'
}
