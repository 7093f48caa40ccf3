import { expect, test } from 'vitest'
import type { ToolCallPart } from '../message.ts'
import type { StreamEvent } from '../stream-event.ts'
import { createSource } from '../testing/source.ts'
import { createChat } from './create-chat.ts'
import { createMessage } from './create-message.ts'
import { ownCallIds } from './own-call-ids.ts'

function part(toolCallId: string, state: ToolCallPart['state']): ToolCallPart {
  return { type: 'tool-call', toolCallId, toolName: 'ask', inputText: '', state }
}

const answer = {
  ...createMessage({ role: 'assistant', content: '' }),
  parts: [
    part('call-1', 'output-available'),
    part('call-1-2', 'output-error'),
    part('open', 'approval-responded'),
  ],
}

test('a call that begins under the id of an answered one gets an id of its own', () => {
  const own = ownCallIds(answer)
  const ids = (...given: readonly StreamEvent[]): readonly unknown[] =>
    given.map(event => {
      const told = own(event)
      return 'toolCallId' in told && told.toolCallId
    })
  const result = (toolCallId: string): StreamEvent => ({
    type: 'tool-result',
    toolCallId,
    output: 1,
  })
  const begin = (toolCallId: string): StreamEvent => ({
    type: 'tool-input-start',
    toolCallId,
    toolName: 'ask',
  })
  // What the server tells of an earlier call is about that one.
  expect(ids(result('call-1'))).toEqual(['call-1'])
  expect(ids(begin('call-1'), result('call-1'))).toEqual(['call-1-3', 'call-1-3'])
  expect(ids(begin('call-1-3'), begin('call-1'))).toEqual(['call-1-3-2', 'call-1-3'])
  expect(ids(begin('open'), begin('new'))).toEqual(['open', 'new'])
})

test('the user is asked again for a new call if the server reuses the ids of its calls', async () => {
  const source = createSource()
  const chat = createChat({ connection: source.connection, flush: 'sync' })
  const calls = (): readonly unknown[] =>
    chat.$messages.get().flatMap(({ parts }) => parts.filter(({ type }) => type === 'tool-call'))
  const ask = async (input: unknown): Promise<void> => {
    const { push } = await source.next()
    push(
      { type: 'tool-call', toolCallId: 'call-1', toolName: 'ask', input },
      { type: 'finish', reason: 'tool-calls' },
    )
  }
  const sent = chat.sendMessage('Go')
  await ask(1)
  await sent
  const answered = chat.addToolResult({ toolCallId: 'call-1', output: 'one' })
  await ask(2)
  await answered
  expect(calls()).toMatchObject([
    { input: 1, output: 'one' },
    { toolCallId: 'call-1-2', input: 2, state: 'input-available' },
  ])
  void chat.addToolResult({ toolCallId: 'call-1-2', output: 'two' })
  expect((await source.next()).request.messages.at(-1)?.parts).toMatchObject([
    { output: 'one' },
    { output: 'two' },
  ])
  chat.stop()
})
