import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { decodeBody, type Framing } from '../adapters/decode-body.ts'
import { sniffedFraming } from '../adapters/sniffed-framing.ts'
import { jsonLines } from '../framing/json-lines.ts'
import { serverSentEvents } from '../framing/server-sent-events.ts'
import type { Message } from '../message.ts'
import { applyEvent, endMessage } from '../messages/apply-event.ts'
import { NO_HEAD, type Protocol } from '../protocol.ts'
import { isStreamError } from '../stream-error.ts'
import { cuts, randomCut } from '../testing/cuts.ts'
import { createRandom } from '../testing/random.ts'
import { agUi } from './ag-ui.ts'
import { aiSdkData } from './ai-sdk-data.ts'
import { aiSdk } from './ai-sdk.ts'
import { anthropic } from './anthropic.ts'
import { cohere } from './cohere.ts'
import { detect } from './detect.ts'
import { dexto } from './dexto.ts'
import { gemini } from './gemini.ts'
import { nodeLlm } from './node-llm.ts'
import { ollama } from './ollama.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiResponses } from './openai-responses.ts'
import { plainText } from './plain-text.ts'

const folder = fileURLToPath(new URL('recordings', import.meta.url))
const protocols = [
  agUi,
  aiSdk,
  aiSdkData,
  anthropic,
  cohere,
  dexto,
  gemini,
  nodeLlm,
  ollama,
  openaiChat,
  openaiResponses,
  plainText,
]

/** What a stream alone cannot tell apart, so that the protocol has to be named. */
const UNDETECTABLE: readonly string[] = [
  // Its failure is a line of text.
  'node-llm/error.txt',
  // Its first line is JSON.
  'plain-text/json-like.txt',
  // Only a text may be empty.
  'plain-text/empty.txt',
]

for (const protocol of protocols) {
  const names = readdirSync(`${folder}/${protocol.name}`).filter(name => !name.endsWith('.json'))
  for (const name of names) {
    const path = `${folder}/${protocol.name}/${name}`
    const bytes = new Uint8Array(readFileSync(path))
    const expected: unknown = JSON.parse(readFileSync(path.replace(/\.\w+$/, '.json'), 'utf8'))

    test(`reads ${protocol.name}/${name} the same however it is cut`, () => {
      const whole = answerOf(protocol, name, [bytes])
      expect(whole).toEqual(expected)
      const same = JSON.stringify(whole)
      for (const reads of allCuts(bytes)) {
        const answer = JSON.stringify(answerOf(protocol, name, reads))
        if (answer !== same)
          expect(answer, `in reads of ${reads.map(read => read.length)}`).toBe(same)
      }
    })

    if (UNDETECTABLE.includes(`${protocol.name}/${name}`)) continue
    test(`reads ${protocol.name}/${name} the same without being told its protocol`, () => {
      expect(answerOf(detect(), name, [bytes])).toEqual(expected)
    })
  }
}

/** Every two-way cut, byte by byte, with empty reads between, and a seeded sample of finer ones. */
function* allCuts(bytes: Uint8Array): Generator<readonly Uint8Array[]> {
  yield* cuts(bytes)
  const random = createRandom(1)
  for (let i = 0; i < 10; i++) yield randomCut(bytes, random, 40)
}

interface Answer {
  readonly message: Partial<Message>
  readonly error?: { readonly code: string }
}

/** The message that comes of a recording, and the error that ends it, as plain JSON. */
function answerOf(protocol: Protocol, name: string, reads: readonly Uint8Array[]): Answer {
  const decoder = decodeBody(framingOf(protocol, name), protocol.decode(NO_HEAD))
  let message: Message = {
    id: '',
    role: 'assistant',
    parts: [],
    content: '',
    status: 'streaming',
    createdAt: 0,
  }
  let error: Answer['error']
  try {
    for (const read of reads) message = decoder.push(read).reduce(applyEvent, message)
    // The second end throws what the first one met after its events.
    for (const end of [decoder.end, decoder.end]) message = end().reduce(applyEvent, message)
  } catch (thrown) {
    if (!isStreamError(thrown)) throw thrown
    message = endMessage(message, 'error')
    error = { code: thrown.code }
  }
  const { createdAt: _, id, usage, ...kept } = message
  const { raw: __, ...counts } = usage ?? {}
  return {
    message: { ...(id && { id }), ...kept, ...(usage && { usage: counts }) },
    ...(error && { error }),
  }
}

function framingOf(protocol: Protocol, name: string): Framing {
  if (extname(name) === '.sse') return serverSentEvents({ unfinished: true })
  return extname(name) === '.ndjson' ? jsonLines() : sniffedFraming(NO_HEAD, protocol, {})
}
