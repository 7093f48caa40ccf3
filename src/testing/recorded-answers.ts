import { readdirSync, readFileSync } from 'node:fs'
import { decodeBody } from '../adapters/decode-body.ts'
import { jsonLines } from '../framing/json-lines.ts'
import { serverSentEvents } from '../framing/server-sent-events.ts'
import type { Message, Part, ToolCallPart } from '../message.ts'
import { applyEvent, endMessage } from '../messages/apply-event.ts'
import type { Protocol } from '../protocol.ts'
import { isStreamError } from '../stream-error.ts'

export interface RecordedAnswer {
  readonly name: string
  readonly bytes: Uint8Array
  readonly isWhole: boolean
  readonly message: Message
}

/** Every recording of a protocol, and the message that comes of it. */
export function recordedAnswers(protocol: Protocol): readonly RecordedAnswer[] {
  const folder = new URL(`../protocols/recordings/${protocol.name}/`, import.meta.url)
  return readdirSync(folder)
    .filter(name => /\.(sse|ndjson)$/.test(name))
    .map(name => {
      const bytes = new Uint8Array(readFileSync(new URL(name, folder)))
      const isWhole = name.endsWith('.ndjson')
      return { name, bytes, isWhole, message: messageOf(protocol, bytes, isWhole) }
    })
}

function messageOf(protocol: Protocol, bytes: Uint8Array, isWhole: boolean): Message {
  const framing = isWhole ? jsonLines() : serverSentEvents({ unfinished: true })
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

/** All that a message thinks, joined. */
export function reasoningOf({ parts }: Message): string {
  return parts.map(part => (part.type === 'reasoning' ? part.text : '')).join('')
}

export function toolCallsOf({ parts }: Message): readonly ToolCallPart[] {
  return parts.filter((part: Part) => part.type === 'tool-call')
}
