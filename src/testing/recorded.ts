import { readdirSync, readFileSync } from 'node:fs'
import { decodeBody, type Framing } from '../adapters/decode-body.ts'
import { sniffedFraming } from '../adapters/sniffed-framing.ts'
import { jsonLines } from '../framing/json-lines.ts'
import { serverSentEvents } from '../framing/server-sent-events.ts'
import { NO_HEAD, type Protocol } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import { decodeAll, type Decoded } from './decode-all.ts'

export interface Recording {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

const folder = new URL('../protocols/recordings/', import.meta.url)

/** The recordings of a protocol, by the names of their files. */
export function recordingsOf({ name }: Protocol): readonly Recording[] {
  return readdirSync(new URL(`${name}/`, folder))
    .filter(file => !file.endsWith('.json'))
    .map(file => ({
      name: file,
      bytes: new Uint8Array(readFileSync(new URL(`${name}/${file}`, folder))),
    }))
}

/** The events that a protocol makes of a recording. */
export function decodeRecording(protocol: Protocol, recording: Recording): Decoded<StreamEvent> {
  const framing = framingOf(protocol, recording.name)
  return decodeAll(decodeBody(framing, protocol.decode(NO_HEAD)), [recording.bytes])
}

function framingOf(protocol: Protocol, name: string): Framing {
  if (name.endsWith('.sse')) return serverSentEvents({ unfinished: true })
  return name.endsWith('.ndjson') ? jsonLines() : sniffedFraming(NO_HEAD, protocol, {})
}

/** What an answer says, without its form: to compare with what a provider's own package makes of it. */
export interface Said {
  readonly text: string
  readonly reasoning: string
  readonly calls: readonly (readonly [name: string, input: unknown, id?: string])[]
  /** The message of the failure that the server told. */
  readonly failure?: string
}

/** What these events say; the ids of calls only where the wire gave them. */
export function saidBy(events: readonly StreamEvent[], isGiven: (id: string) => boolean): Said {
  const names = new Map<string, string>()
  let text = ''
  let reasoning = ''
  let failure: string | undefined
  const calls: (readonly [string, unknown, string?])[] = []
  for (const event of events) {
    if (event.type === 'text-delta') text += event.delta
    if (event.type === 'reasoning-delta') reasoning += event.delta
    if (event.type === 'error') failure = event.message
    if (event.type === 'tool-input-start') names.set(event.toolCallId, event.toolName)
    if (event.type === 'tool-call' && !event.providerExecuted) {
      const { toolCallId: id } = event
      const name = event.toolName ?? names.get(id) ?? ''
      calls.push(isGiven(id) ? [name, event.input, id] : [name, event.input])
    }
  }
  return { text, reasoning, calls, ...(failure !== undefined && { failure }) }
}
