import { readdirSync, readFileSync } from 'node:fs'
import { decodeBody, type Framing } from '../adapters/decode-body.ts'
import { sniffedFraming } from '../adapters/sniffed-framing.ts'
import { jsonLines } from '../framing/json-lines.ts'
import { serverSentEvents } from '../framing/server-sent-events.ts'
import type { Message, Part, ToolCallPart, Usage } from '../message.ts'
import { applyEvent, endMessage } from '../messages/apply-event.ts'
import { NO_HEAD, type Protocol } from '../protocol.ts'
import { isStreamError } from '../stream-error.ts'

export interface RecordedAnswer {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly isWhole: boolean
  readonly message: Message
}

/** Every recording of a protocol, and the message that it makes. */
export function recordedAnswers(protocol: Protocol): readonly RecordedAnswer[] {
  const folder = new URL(`../protocols/recordings/${protocol.name}/`, import.meta.url)
  return readdirSync(folder)
    .filter(name => /\.(sse|ndjson|txt)$/.test(name))
    .map(name => {
      const bytes = new Uint8Array(readFileSync(new URL(name, folder)))
      const isWhole = name.endsWith('.ndjson')
      const message = messageOf(protocol, framingOf(protocol, name), bytes)
      return { name, bytes, isWhole, message }
    })
}

function framingOf(protocol: Protocol, name: string): Framing {
  if (name.endsWith('.sse')) return serverSentEvents({ unfinished: true })
  return name.endsWith('.ndjson') ? jsonLines() : sniffedFraming(NO_HEAD, protocol, {})
}

/** The message that a body makes; its status is `error` if it cannot be read. */
export function messageOf(protocol: Protocol, framing: Framing, bytes: Uint8Array): Message {
  const decoder = decodeBody(framing, protocol.decode())
  let message: Message = {
    id: 'a1',
    role: 'assistant',
    parts: [],
    content: '',
    status: 'streaming',
    createdAt: 0,
  }
  try {
    message = decoder.push(bytes).reduce(applyEvent, message)
    for (const end of [decoder.end, decoder.end]) message = end().reduce(applyEvent, message)
  } catch (error) {
    if (!isStreamError(error)) throw error
    message = endMessage(message, 'error')
  }
  return message
}

/** The reasoning of a message, joined. */
export function reasoningOf({ parts }: Message): string {
  return parts.map(part => (part.type === 'reasoning' ? part.text : '')).join('')
}

export function toolCallsOf({ parts }: Message): readonly ToolCallPart[] {
  return parts.filter((part: Part) => part.type === 'tool-call')
}

/** A call as OpenAI's package returns it. */
interface CalledTool {
  readonly id: string
  readonly toolName: string
  readonly input: unknown
}

/** The parts of an answer that OpenAI's package returns too. */
export function answerIn(message: Message): {
  readonly text: string
  readonly calls: readonly CalledTool[]
  readonly failed: boolean
  readonly reasoning: string
  readonly usage: Omit<Usage, 'raw'>
} {
  const { raw: _, ...usage } = message.usage ?? {}
  return {
    text: message.content,
    calls: toolCallsOf(message).map(({ toolCallId: id, toolName, input }) => ({
      id,
      toolName,
      input,
    })),
    failed: message.status === 'error',
    reasoning: reasoningOf(message),
    usage,
  }
}

/** The content of an answer, to compare with what a provider's own package makes of the bytes. */
export interface Said {
  readonly text: string
  readonly reasoning: string
  readonly calls: readonly (readonly [name: string, input: unknown, id?: string])[]
  /** The text of the server's error. */
  readonly failure?: string | undefined
}

/** The content of a message; calls have their ids only if the server sent them. */
export function saidBy(message: Message, isGiven: (id: string) => boolean): Said {
  const calls = toolCallsOf(message).filter(
    ({ state, providerExecuted }) => state !== 'input-streaming' && !providerExecuted,
  )
  return {
    text: message.content,
    reasoning: reasoningOf(message),
    calls: calls.map(({ toolName, input, toolCallId: id }) =>
      isGiven(id) ? [toolName, input, id] : [toolName, input],
    ),
    failure: message.error?.message,
  }
}
