import { expect, test } from 'vitest'
import { decodeBody } from '../adapters/decode-body.ts'
import { jsonLines } from '../framing/json-lines.ts'
import { NO_HEAD } from '../protocol.ts'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest } from '../testing/conversation.ts'
import { decodeAll, type Decoded } from '../testing/decode-all.ts'
import { utf8 } from '../testing/utf8.ts'
import { jsonProtocol, type JsonProtocolOptions } from './json-protocol.ts'

interface Chunk {
  readonly say?: string
  readonly over?: boolean
  readonly skip?: boolean
}

/** A counter for each response, so that what it keeps can be seen. */
const options: JsonProtocolOptions<Chunk> = {
  name: 'counted',
  open: () => {
    let count = 0
    return ({ say, over, skip }) => {
      if (skip) return []
      if (over) return { type: 'finish' }
      if (say === undefined) return undefined
      count++
      return [
        { type: 'text-delta', delta: `${count}` },
        { type: 'text-delta', delta: say },
      ]
    }
  },
}

function decode(text: string, more: Partial<typeof options> = {}): Decoded<StreamEvent> {
  const protocol = jsonProtocol({ ...options, ...more })
  return decodeAll(decodeBody(jsonLines(), protocol.decode()), [utf8(text)])
}

const said = (...deltas: string[]): StreamEvent[] =>
  deltas.map(delta => ({ type: 'text-delta', delta }))

test('maps each object to its events, anew for each response', () => {
  const text = '{"say":"a"}\n{"skip":true}\n[{"say":"b"}]\n{"over":true}\n{"say":"c"}\n'
  for (let i = 0; i < 2; i++) {
    expect(decode(text)).toEqual({ out: [...said('1', 'a', '2', 'b'), { type: 'finish' }] })
  }
})

test('shows what the mapping does not know, and goes on', () => {
  expect(decode('{"sing":"a"}\n{"over":true}\n').out).toEqual([
    { type: 'data', name: '', data: { sing: 'a' }, transient: true },
    { type: 'finish' },
  ])
})

test('is truncated without an end, unless the body’s end is one', () => {
  expect(decode('{"say":"a"}\n')).toEqual({ out: said('1', 'a'), error: 'truncated' })
  expect(decode('{"say":"a"}\n[DONE]\n').out).toEqual([...said('1', 'a'), { type: 'finish' }])
  expect(decode('{"say":"a"}\n', { endsWithBody: true }).out.at(-1)).toEqual({ type: 'finish' })
})

test('takes a mapping that throws for a malformed record', () => {
  const open = () => (): never => {
    throw new TypeError('undefined is not an object')
  }
  expect(decode('{"say":"a"}\n', { open }).error).toBe('malformed')
})

test('asks with the conversation’s text, and is matched as it is told to be', () => {
  const protocol = jsonProtocol({ ...options, matches: ({ say }) => say !== undefined })
  const encoded = protocol.encode(chatRequest(undefined, { data: { model: 'm-1' } }))
  expect(encoded).toMatchObject({ model: 'm-1' })
  expect((encoded as { messages: unknown[] }).messages.at(-1)).toEqual({
    role: 'user',
    content: 'And tomorrow?',
  })
  expect(protocol.matches(NO_HEAD, { data: '', value: { say: 'a' } })).toBe(true)
  expect(protocol.matches(NO_HEAD, { data: 'text' })).toBe(false)
  expect(jsonProtocol(options).matches(NO_HEAD, { data: '', value: {} })).toBe(false)
})
