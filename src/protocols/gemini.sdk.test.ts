import {
  ApiError,
  GoogleGenAI,
  Language,
  Outcome,
  ToolType,
  type Content,
  type GenerateContentResponse,
  type Interactions,
  type Part,
} from '@google/genai'
import { expect, test } from 'vitest'
import type { Message } from '../message.ts'
import { chatRequest } from '../testing/conversation.ts'
import {
  recordedAnswers,
  saidBy,
  type RecordedAnswer,
  type Said,
} from '../testing/recorded-answers.ts'
import { gemini } from './gemini.ts'

/** What Google's package sees otherwise than we do. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'array-truncated.txt': 'it asks for events alone, and has no array that could be cut',
  'truncated.sse': 'it takes an answer whose call was to go on for a whole one',
  'interaction-truncated.sse': 'it takes an interaction that never completes for a whole one',
  'interaction-whole-history.ndjson': 'it hands over the answers before it too',
  'code-assist.sse': 'it does not ask Code Assist',
  'python.sse': 'it knows no names of Python’s',
  'vertex-args.sse': 'it hands the pieces of an input over as they come',
}

const recordings = recordedAnswers(gemini)

for (const recording of recordings) {
  const { name } = recording
  if (Object.hasOwn(DIFFERENT, name)) continue
  test(`says of gemini/${name} what Google’s own package says`, async () => {
    const said = saidBy(recording.message, id => !/^r1-\d$/.test(id))
    const theirs = await (name.startsWith('interaction') ? interaction : content)(recording)
    expect({ ...said, failure: undefined }).toEqual({ ...theirs, failure: undefined })
    if (said.failure === undefined) expect(theirs.failure).toBeUndefined()
    else expect(theirs.failure).toContain(said.failure)
  })
}

test('finds every name that differs among the recordings', () => {
  const names = recordings.map(({ name }) => name)
  for (const name of Object.keys(DIFFERENT)) expect(names).toContain(name)
})

test('puts the pieces of an input together that Google’s own package hands over', async () => {
  const recording = recordings.find(({ name }) => name === 'vertex-args.sse') as RecordedAnswer
  const said = saidBy(recording.message, () => false)
  const theirs = await content(recording)
  expect(said.calls.map(([name]) => name)).toEqual(
    theirs.calls.map(([name]) => name).filter(Boolean),
  )
  expect(said.text).toBe(theirs.text)
})

/** Google's client, for which every answer is this one. */
function client(body: BodyInit, type: string): GoogleGenAI {
  const fetch = (): Promise<Response> =>
    Promise.resolve(new Response(body, { headers: { 'content-type': type } }))
  return new GoogleGenAI({ apiKey: 'key', vertexai: false, httpOptions: { fetch } })
}

async function content({ name, bytes }: RecordedAnswer): Promise<Said> {
  const request = { model: 'm', contents: 'Hi' }
  const responses: GenerateContentResponse[] = []
  let failure: string | undefined
  try {
    if (name.startsWith('whole')) {
      responses.push(await client(bytes, 'application/json').models.generateContent(request))
    } else {
      const events = name.startsWith('array') ? asEvents(bytes) : bytes
      const stream = client(events, 'text/event-stream').models.generateContentStream(request)
      for await (const response of await stream) responses.push(response)
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    failure = error.message
  }
  const parts = responses.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? [])
  const textOf = (isThought: boolean): string =>
    parts.map(({ text, thought }) => (!!thought === isThought ? (text ?? '') : '')).join('')
  return {
    text: textOf(false),
    reasoning: textOf(true),
    calls: parts.flatMap(({ functionCall: call }: Part): Said['calls'] => {
      const { name: tool = '', args = {}, id } = call ?? {}
      return call ? [id ? [tool, args, id] : [tool, args]] : []
    }),
    failure,
  }
}

/** The elements of an array as the events that Google's package asks for. */
function asEvents(bytes: Uint8Array): string {
  const elements = JSON.parse(new TextDecoder().decode(bytes)) as readonly unknown[]
  return elements.map(element => `data: ${JSON.stringify(element)}\r\n\r\n`).join('')
}

async function interaction({ name, bytes }: RecordedAnswer): Promise<Said> {
  const request = { model: 'm', input: 'Hi' }
  let text = ''
  let reasoning = ''
  let failure: string | undefined
  const calls = new Map<number, [string, string, string]>()
  if (name.includes('whole')) {
    const { steps } = await client(bytes, 'application/json').interactions.create(request)
    for (const [index, step] of (steps ?? []).entries()) {
      if (step.type === 'model_output') text += textIn(step.content)
      if (step.type === 'thought') reasoning += textIn(step.summary)
      if (step.type === 'function_call') {
        calls.set(index, [step.name, JSON.stringify(step.arguments), step.id])
      }
    }
  } else {
    const { interactions } = client(bytes, 'text/event-stream')
    for await (const given of await interactions.create({ ...request, stream: true })) {
      const event = renamed(given)
      if (event.event_type === 'step.start') {
        const { index, step } = event
        if (step.type === 'model_output') text += textIn(step.content)
        if (step.type === 'function_call') calls.set(index, [step.name, '', step.id])
      }
      if (event.event_type === 'step.delta') {
        const { delta, index } = event
        if (delta.type === 'text') text += delta.text
        if (delta.type === 'thought_summary') reasoning += textIn([delta.content])
        const whole = delta as object as {
          type: string
          name: string
          arguments: object
          id: string
        }
        if (whole.type === 'function_call') {
          calls.set(index, [whole.name, JSON.stringify(whole.arguments), whole.id])
        }
        const call = calls.get(index)
        if (delta.type === 'arguments_delta' && call) call[1] += delta.arguments
      }
      if (event.event_type === 'error') failure = event.error?.message
    }
  }
  return {
    text,
    reasoning,
    calls: Array.from(calls.values(), ([tool, input, id]) => [tool, JSON.parse(input || '{}'), id]),
    failure,
  }
}

/** An event by its name of today; the package hands over any event as it comes. */
function renamed(event: Interactions.InteractionSSEEvent): Interactions.InteractionSSEEvent {
  const name = event.event_type.replace(/^content/, 'step')
  return { step: {}, ...event, event_type: name } as Interactions.InteractionSSEEvent
}

function textIn(items: readonly unknown[] | undefined): string {
  return (items ?? []).map(item => (item as { text?: string } | undefined)?.text ?? '').join('')
}

test('asks in the shapes of Google’s own package', () => {
  const answer: Message = {
    id: 'a1',
    role: 'assistant',
    status: 'complete',
    createdAt: 0,
    content: 'Let me check.It is 4 °C.',
    parts: [
      {
        type: 'reasoning',
        text: 'That is Tromsø.',
        state: 'done',
        metadata: { signature: 'EqA=' },
      },
      { type: 'text', text: 'Let me check.', state: 'done', metadata: { signature: 'EqB=' } },
      {
        type: 'tool-call',
        toolCallId: 'g1',
        toolName: 'getWeather',
        inputText: '{"city":"Tromsø"}',
        input: { city: 'Tromsø' },
        state: 'output-available',
        output: { celsius: 4 },
        metadata: { id: 'g1', signature: 'EqC=' },
      },
      {
        type: 'tool-call',
        toolCallId: 'r1-2',
        toolName: 'getTide',
        inputText: '{}',
        input: {},
        state: 'output-error',
        errorText: 'The gauge is frozen.',
      },
      {
        type: 'tool-call',
        toolCallId: 'r1-3',
        toolName: 'getNames',
        inputText: '{}',
        input: {},
        state: 'output-available',
        output: ['Tromsø', 'Romsa'],
      },
      {
        type: 'tool-call',
        toolCallId: 'r1-4',
        toolName: 'code_execution',
        inputText: '',
        input: { language: 'PYTHON', code: 'print(4)' },
        state: 'output-available',
        output: { outcome: 'OUTCOME_OK', output: '4\n' },
        providerExecuted: true,
        metadata: { signature: 'EqD=' },
      },
      {
        type: 'tool-call',
        toolCallId: 't1',
        toolName: 'GOOGLE_SEARCH_WEB',
        inputText: '',
        input: { queries: ['tromsø'] },
        state: 'output-available',
        output: { search_suggestions: '<div>' },
        providerExecuted: true,
        metadata: { id: 't1', signature: 'EqE=', resultSignature: 'EqF=' },
      },
      {
        type: 'tool-call',
        toolCallId: 'srv_1',
        toolName: 'web_search',
        inputText: '',
        input: {},
        state: 'output-available',
        output: [],
        providerExecuted: true,
      },
      { type: 'text', text: 'It is 4 °C.', state: 'done' },
      { type: 'source', url: 'https://example.org', title: 'Tromsø' },
      {
        type: 'file',
        mediaType: 'image/png',
        url: 'data:image/png;base64,iVBORw0K',
        metadata: { signature: 'EqG=' },
      },
      { type: 'text', text: '', state: 'done', metadata: { signature: 'EqH=' } },
      {
        type: 'tool-call',
        toolCallId: 'r1-9',
        toolName: 'getTide',
        inputText: '{}',
        input: {},
        state: 'input-available',
      },
    ],
  }
  const user = (id: string, ...parts: Message['parts']): Message => ({
    id,
    role: 'user',
    parts,
    status: 'complete',
    createdAt: 0,
    content: parts.map(part => ('text' in part ? part.text : '')).join(''),
  })
  const system: Message = { ...user('s1'), role: 'system', content: 'Be brief.' }
  const question = user(
    'u1',
    { type: 'text', text: 'Is it cold there?', state: 'done' },
    { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,iVBORw0KGgo=' },
    { type: 'file', mediaType: 'video/mp4', url: 'gs://films/fjord.mp4' },
  )
  const next = user('u2', { type: 'text', text: 'And tomorrow?', state: 'done' })
  const data = { generationConfig: { thinkingConfig: { includeThoughts: true } } }

  const body: { contents: Content[]; systemInstruction: Content; generationConfig: object } = {
    ...data,
    systemInstruction: { parts: [{ text: 'Be brief.' }] },
    contents: [
      {
        role: 'user',
        parts: [
          { text: 'Is it cold there?' },
          { inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' } },
          { fileData: { mimeType: 'video/mp4', fileUri: 'gs://films/fjord.mp4' } },
        ],
      },
      {
        role: 'model',
        parts: [
          { text: 'That is Tromsø.', thought: true, thoughtSignature: 'EqA=' },
          { text: 'Let me check.', thoughtSignature: 'EqB=' },
          {
            functionCall: { id: 'g1', name: 'getWeather', args: { city: 'Tromsø' } },
            thoughtSignature: 'EqC=',
          },
          { functionCall: { name: 'getTide', args: {} } },
          { functionCall: { name: 'getNames', args: {} } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'g1', name: 'getWeather', response: { celsius: 4 } } },
          { functionResponse: { name: 'getTide', response: { error: 'The gauge is frozen.' } } },
          { functionResponse: { name: 'getNames', response: { output: ['Tromsø', 'Romsa'] } } },
        ],
      },
      {
        role: 'model',
        parts: [
          {
            executableCode: { language: Language.PYTHON, code: 'print(4)' },
            thoughtSignature: 'EqD=',
          },
          { codeExecutionResult: { outcome: Outcome.OUTCOME_OK, output: '4\n' } },
          {
            toolCall: {
              id: 't1',
              toolType: ToolType.GOOGLE_SEARCH_WEB,
              args: { queries: ['tromsø'] },
            },
            thoughtSignature: 'EqE=',
          },
          {
            toolResponse: {
              id: 't1',
              toolType: ToolType.GOOGLE_SEARCH_WEB,
              response: { search_suggestions: '<div>' },
            },
            thoughtSignature: 'EqF=',
          },
          { text: 'It is 4 °C.' },
          { inlineData: { mimeType: 'image/png', data: 'iVBORw0K' }, thoughtSignature: 'EqG=' },
          { text: '', thoughtSignature: 'EqH=' },
        ],
      },
      { role: 'user', parts: [{ text: 'And tomorrow?' }] },
    ],
  }
  expect(gemini.encode(chatRequest([system, question, answer, next], { data }))).toEqual(body)
})
