import {
  createChat,
  fetchHttpStream,
  fetchServerSentEvents,
  isStreamError,
  type ConnectionAdapter,
  type Protocol,
} from '../../src/core.ts'
import { decodeBody } from '../../src/adapters/decode-body.ts'
import { framingOf } from '../../src/adapters/fetch-http-stream.ts'
import { eventsOfEnd, eventsOfRead } from '../../src/adapters/read-response.ts'
import { detect } from '../../src/protocols/detect.ts'
import { responseOf } from '../../src/testing/fetch-of.ts'
import { nextTurn } from '../../src/testing/next-turn.ts'
import { createRandom, type Random } from '../../src/testing/random.ts'
import { mutate } from './mutate.ts'
import { CONTENT_TYPES, recordings, type Recording } from './recordings.ts'

export interface Fuzzed {
  readonly mutations: number
  /** How the answers ended: the code of the error, or the message's status. */
  readonly ends: Readonly<Record<string, number>>
  /** What must not happen, each with its seed. */
  readonly breaches: readonly string[]
  /** The most characters of a message per byte of the wire, except in tiny answers. */
  readonly growth: number
}

const HEADS = new Map<string, Response>()
const MOST_TURNS = 10_000
const NAMES = Object.getOwnPropertyNames(Object.prototype).length

/** Asks this many chats; the answer to each is a mutated recording. */
export async function fuzz(
  mutations: number,
  firstSeed: number,
  onThousand: (done: number) => void = () => {},
): Promise<Fuzzed> {
  const all = recordings()
  // Capturing stacks takes a third of the time, and nobody reads those of a million errors.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  const ends: Record<string, number> = {}
  const breaches: string[] = []
  let growth = 0
  for (let i = 0; i < mutations; i++) {
    const random = createRandom(firstSeed + i)
    const recording = random.pick(all)
    const bytes = mutate(recording, random, all)
    const answer = await answerTo(recording, bytes, random)
    ends[answer.end] = (ends[answer.end] ?? 0) + 1
    for (const breach of answer.breaches) {
      breaches.push(`${breach}, with the seed ${firstSeed + i} of ${recording.name}`)
    }
    if (bytes.length > 1_000) growth = Math.max(growth, answer.size / bytes.length)
    if (breaches.length > 20) break
    if (i % 1_000 === 999) onThousand(i + 1)
  }
  Error.stackTraceLimit = stackTraceLimit
  return { mutations, ends, breaches, growth }
}

async function answerTo(
  recording: Recording,
  bytes: Buffer,
  random: Random,
): Promise<{ end: string; size: number; breaches: readonly string[] }> {
  const breaches: string[] = []
  const protocol = random.below(4) === 0 ? detect() : recording.protocol
  const reads = readsOf(bytes, random)
  // Creating a `Response` takes ten times as long as reading it.
  const open = random.below(10) === 0 ? ofResponse : ofBytes
  const chat = createChat({ connection: open(recording, protocol, reads), flush: 'sync' })
  let isOver = false
  chat.sendMessage('Hi').then(
    () => {
      isOver = true
    },
    (error: unknown) => {
      isOver = true
      breaches.push(`the chat rejected: ${String(error)}`)
    },
  )
  for (let turn = 0; !isOver && turn < MOST_TURNS; turn++) await nextTurn()
  if (!isOver) breaches.push('the chat hangs')
  const error = chat.$error.get()
  const message = chat.$messages.get().at(-1)
  const end = error?.code ?? message?.status ?? 'nothing'
  if (error && !isStreamError(error)) breaches.push(`not a StreamError: ${String(error)}`)
  if (error?.code === 'network') breaches.push(`took ${String(error.cause)} for the network's`)
  if (error?.code === 'server' && error.cause) breaches.push(`threw ${String(error.cause)}`)
  if (chat.$isLoading.get()) breaches.push('the chat goes on loading')
  if (message?.role === 'assistant') {
    const text = message.parts.map(part => (part.type === 'text' ? part.text : '')).join('')
    if (typeof message.content !== 'string' || text !== message.content) {
      breaches.push('the content is not the text of the parts')
    }
    if (message.status === 'streaming') breaches.push('the message goes on streaming')
    if (message.parts.some(part => 'state' in part && part.state === 'streaming')) {
      breaches.push('a part goes on streaming')
    }
  }
  if (Object.getOwnPropertyNames(Object.prototype).length !== NAMES) {
    breaches.push('Object.prototype has grown')
  }
  chat.destroy()
  return { end, size: sizeOf(message), breaches }
}

function ofResponse(
  { extension }: Recording,
  protocol: Protocol,
  reads: readonly Uint8Array[],
): ConnectionAdapter {
  const open = extension === '.sse' ? fetchServerSentEvents : fetchHttpStream
  const fetch = async (): Promise<Response> => responseOf(reads, CONTENT_TYPES[extension])
  return open('https://example.org/chat', { protocol, fetch })
}

/** The same without fetch, from the framing on. */
function ofBytes(
  { extension }: Recording,
  protocol: Protocol,
  reads: readonly Uint8Array[],
): ConnectionAdapter {
  const type = CONTENT_TYPES[extension] ?? ''
  const head = HEADS.get(type) ?? responseOf([], type)
  HEADS.set(type, head)
  return {
    async *connect() {
      const decoder = decodeBody(framingOf(head, { protocol }), protocol.decode(head))
      for (const read of reads) yield* eventsOfRead(decoder, read)
      yield* eventsOfEnd(decoder)
    },
  }
}

/** The bytes in one to four reads. */
function readsOf(bytes: Buffer, random: Random): readonly Uint8Array[] {
  const reads: Uint8Array[] = []
  let rest: Uint8Array = bytes
  for (let cuts = random.below(4); cuts > 0 && rest.length > 1; cuts--) {
    const at = 1 + random.below(rest.length - 1)
    reads.push(rest.subarray(0, at))
    rest = rest.subarray(at)
  }
  return [...reads, rest]
}

function sizeOf(message: unknown): number {
  try {
    return JSON.stringify(message)?.length ?? 0
  } catch {
    // Nested too deeply to be stringified.
    return 0
  }
}
