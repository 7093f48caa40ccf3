import { Ollama, type ChatRequest, type ChatResponse, type GenerateResponse } from 'ollama/browser'
import { expect, test } from 'vitest'
import { chatRequest } from '../testing/conversation.ts'
import {
  recordedAnswers,
  saidBy,
  type RecordedAnswer,
  type Said,
} from '../testing/recorded-answers.ts'
import { ollama } from './ollama.ts'

for (const recording of recordedAnswers(ollama)) {
  const { name } = recording
  test(`says of ollama/${name} what Ollama’s own package says`, async () => {
    const { error } = recording.message
    const said = saidBy(recording.message, () => false)
    // It has its own words for an answer that was cut off.
    const failure = name.startsWith('truncated') ? CUT : error?.message
    expect(await answer(recording)).toEqual({ ...said, failure })
  })
}

const CUT = 'Did not receive done or success response in stream.'

/** What comes of a recording by way of Ollama's own package, which knows no ids of calls. */
async function answer({ name, bytes }: RecordedAnswer): Promise<Said> {
  const client = new Ollama({ fetch: () => Promise.resolve(new Response(bytes)) })
  let text = ''
  let reasoning = ''
  const calls: (readonly [string, unknown])[] = []
  const read = (record: Partial<ChatResponse & GenerateResponse>): void => {
    text += record.message?.content ?? record.response ?? ''
    reasoning += record.message?.thinking ?? record.thinking ?? ''
    for (const { function: called } of record.message?.tool_calls ?? []) {
      // It hands over an input as it comes, be it text or nothing.
      const input: unknown = called.arguments ?? {}
      calls.push([called.name, typeof input === 'string' ? JSON.parse(input) : input])
    }
  }
  try {
    if (name === 'whole.ndjson') read(await client.chat({ model: 'm', stream: false }))
    else if (name === 'generate-whole.ndjson') {
      read(await client.generate({ model: 'm', prompt: 'Hi', stream: false }))
    } else if (name.startsWith('generate')) {
      const records = await client.generate({ model: 'm', prompt: 'Hi', stream: true })
      for await (const record of records) read(record)
    } else {
      for await (const record of await client.chat({ model: 'm', stream: true })) read(record)
    }
  } catch (error) {
    return { text, reasoning, calls, failure: (error as Error).message }
  }
  return { text, reasoning, calls }
}

test('asks in the shapes of Ollama’s own package', () => {
  const data = { model: 'm-1', think: true }
  const body: ChatRequest & { readonly stream: true } = {
    ...data,
    stream: true,
    messages: [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: 'Where is this, and is it cold there?',
        images: ['iVBORw0KGgo='],
      },
      {
        role: 'assistant',
        content: 'Let me check.',
        thinking: 'That is Tromsø.',
        tool_calls: [
          { function: { name: 'getWeather', arguments: { city: 'Tromsø' } } },
          { function: { name: 'getTide', arguments: {} } },
        ],
      },
      { role: 'tool', content: '{"celsius":4}', tool_name: 'getWeather' },
      { role: 'tool', content: 'The gauge is frozen.', tool_name: 'getTide' },
      { role: 'assistant', content: 'It is 4 °C.' },
      { role: 'user', content: 'And tomorrow?' },
    ],
  }
  expect(ollama.encode(chatRequest(undefined, { data }))).toEqual(body)
})
