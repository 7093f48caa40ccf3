import { expect, test } from 'vitest'
import type { Message } from './message.ts'
import { aiSdk } from './protocols/ai-sdk.ts'
import { uiRequest } from './protocols/ui-request.ts'
import { chatRequest } from './testing/conversation.ts'
import { examplesOf, runExample } from './testing/page-examples.ts'
import { recordedAnswers } from './testing/recorded-answers.ts'

interface Example {
  restored(messages: readonly object[]): readonly Message[]
}

/** What a server of the AI SDK's is sent of these messages, as it has it after a storage. */
function stored(messages: readonly Message[]): readonly object[] {
  const { messages: sent } = uiRequest(chatRequest(messages))
  const isRare = ({ type }: { type?: unknown }): boolean =>
    /^(reasoning-file|custom)$/.test(`${type}`)
  return JSON.parse(JSON.stringify(sent), (name, value: unknown) => {
    if (name === 'parts' && Array.isArray(value)) return value.filter(part => !isRare(part))
    return name === 'citations' ? undefined : value
  }) as object[]
}

test('what a server has stored is restored part by part, and is sent as it was', async () => {
  const code = examplesOf('docs/moving.md').find(example => example.includes('function restored'))
  const { restored } = await runExample<Example>(code)
  const kinds = new Set<string>()
  for (const { name, message } of recordedAnswers(aiSdk)) {
    const kept = stored([message])
    const messages = restored(kept)
    for (const { parts } of messages) for (const { type } of parts) kinds.add(type)
    expect(stored(messages), name).toEqual(kept)
  }
  expect([...kinds].toSorted()).toEqual([
    'data',
    'file',
    'reasoning',
    'source',
    'text',
    'tool-call',
  ])
})
