import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Message } from '../message.ts'
import { aiSdkMessage, REFUSED_BY_AI_SDK } from '../testing/ai-sdk-message.ts'

const folder = new URL('recordings/ai-sdk/', import.meta.url)

function textsOf(parts: readonly { readonly type: string }[] = [], type: string): string {
  return parts.map(part => (part.type === type && 'text' in part ? part.text : '')).join('')
}

interface Called {
  readonly type: string
  readonly toolCallId?: string
  readonly toolName?: string
  readonly input?: unknown
  readonly output?: unknown
  readonly errorText?: string
  readonly state?: string
}

function callsOf(parts: readonly Called[] = []): readonly object[] {
  return parts.flatMap(({ type, toolCallId, toolName = type.slice(5), ...part }) => {
    const { input, output, state, errorText } = part
    const refused = errorText || undefined
    return toolCallId ? [{ toolCallId, toolName, input, output, state, errorText: refused }] : []
  })
}

const recordings = readdirSync(folder).filter(file => file.endsWith('.sse'))
for (const name of recordings.filter(file => !REFUSED_BY_AI_SDK.includes(file))) {
  test(`the AI SDK reads ${name} as we do`, async () => {
    const recorded = readFileSync(new URL(name.replace('.sse', '.json'), folder), 'utf8')
    const ours = (JSON.parse(recorded) as { message: Message }).message
    const { message, isError } = await aiSdkMessage(readFileSync(new URL(name, folder)))
    const parts = (message?.parts ?? []) as Called[]
    expect(textsOf(ours.parts, 'text')).toBe(textsOf(parts, 'text'))
    expect(textsOf(ours.parts, 'reasoning')).toBe(textsOf(parts, 'reasoning'))
    // The AI SDK leaves two calls one id, where a model has begun to count anew.
    const calls = callsOf(ours.parts as readonly Called[])
    expect(JSON.parse(JSON.stringify(calls).replaceAll('call_0-2', 'call_0'))).toEqual(
      JSON.parse(JSON.stringify(callsOf(parts))),
    )
    expect(ours.error !== undefined).toBe(isError)
  })
}
