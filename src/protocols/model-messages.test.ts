import { expect, test } from 'vitest'
import type { Message, Part, ToolCallPart } from '../message.ts'
import { chatMessages, modelMessages, toolOutputText } from './model-messages.ts'

function answer(...parts: readonly Part[]): Message {
  return { id: 'a', role: 'assistant', parts, content: '', status: 'complete', createdAt: 0 }
}

function call(toolCallId: string, more: Partial<ToolCallPart> = {}): ToolCallPart {
  return {
    type: 'tool-call',
    toolCallId,
    toolName: 'now',
    inputText: '',
    input: {},
    state: 'output-available',
    output: 'nine',
    ...more,
  }
}

const text: Part = { type: 'text', text: 'Hi', state: 'done' }

test('makes a message of each step, with the results behind it', () => {
  const messages = modelMessages([answer(text, call('1'), call('2'), text, call('3'))])
  expect(messages.map(({ id, role }) => `${role} ${id}`)).toEqual([
    'assistant a',
    'tool a-1',
    'tool a-2',
    'assistant a-3',
    'tool a-3',
  ])
})

test('leaves out calls whose input never became whole', () => {
  expect(modelMessages([answer(call('1', { state: 'input-streaming' }))])).toEqual([])
})

test('keeps a call that waits for its result, and tells models of it only once it has one', () => {
  const waiting = answer(text, call('1', { state: 'input-available' }))
  expect(modelMessages([waiting])).toMatchObject([{ toolCalls: [{ toolCallId: '1' }] }])
  expect(chatMessages([waiting])).toEqual([{ role: 'assistant', content: 'Hi' }])
})

test('leaves out a step of thoughts alone where the wire has no thoughts', () => {
  const thought: Part = { type: 'reasoning', text: 'Hm.', state: 'done' }
  expect(chatMessages([answer(thought)])).toEqual([])
})

test('sends back what Copilot wants of its thoughts: all of their text, and the last of its tokens', () => {
  const thought = (said: string, reasoning_opaque?: string): Part => {
    const metadata = reasoning_opaque ? { reasoning_opaque } : {}
    return { type: 'reasoning', text: said, state: 'done', metadata }
  }
  const messages = chatMessages([answer(thought('Hm', 'a'), text, thought('.', 'b'), thought(''))])
  expect(messages).toEqual([
    { role: 'assistant', content: 'Hi', reasoning_text: 'Hm.', reasoning_opaque: 'b' },
  ])
})

test('writes a result as the text that models are told', () => {
  expect(toolOutputText(call('1'))).toBe('nine')
  expect(toolOutputText(call('1', { output: { hour: 9 } }))).toBe('{"hour":9}')
  expect(toolOutputText(call('1', { output: undefined }))).toBe('null')
  expect(toolOutputText(call('1', { state: 'output-error', errorText: 'No clock.' }))).toBe(
    'No clock.',
  )
  expect(toolOutputText(call('1', { state: 'output-denied', errorText: '' }))).toBe(
    'The user denied this call.',
  )
})

test.each(['', ' \n'])('leaves out a text that says nothing, as %j', said => {
  const url = 'data:image/png;base64,AAAA'
  const file: Part = { type: 'file', mediaType: 'image/png', url }
  const blank: Part = { ...text, text: said }
  const shown: Message = { ...answer(file), role: 'user', content: said }
  expect(chatMessages([shown, answer(blank, call('1')), answer(blank)])).toMatchObject([
    { role: 'user', content: [{ type: 'image_url', image_url: { url } }] },
    { role: 'assistant', content: null },
    { role: 'tool' },
  ])
})
