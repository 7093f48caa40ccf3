// The examples of Viber's guide to streaming, as one writes them with nanowire.

import { fetchServerSentEvents, openStream, stream, type ConnectionAdapter } from 'nanowire'
import { aiSdkData } from 'nanowire/protocols/ai-sdk-data'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { httpServer } from '../../src/testing/http-server.ts'

const RECORDING = readFileSync('src/protocols/recordings/ai-sdk-data/viber.sse', 'utf8')
const EVENTS = RECORDING.trim().split('\n\n')
const TEXT = 'Let me check… It is 4 °C 🌧️.'

const messages = [{ role: 'user', content: 'How is the weather in Tromsø?' }] as const

/** What the guide's `agent.streamText()` gives to whoever has the agent in the same process. */
const agent = {
  async streamText() {
    async function* fullStream() {
      for (const event of EVENTS) yield JSON.parse(event.slice('data: '.length))
    }
    async function* textStream() {
      for await (const { textDelta } of fullStream()) if (textDelta) yield textDelta as string
    }
    return { textStream: textStream(), fullStream: fullStream() }
  },
}

/** An endpoint that answers with the events of `fullStream`. */
async function served(): Promise<ConnectionAdapter> {
  const { url } = await httpServer(({ head, response }) => {
    head()
    for (const event of EVENTS) response.write(`${event}\n\n`)
    response.end()
  })
  return fetchServerSentEvents(url)
}

const connections: readonly [string, () => Promise<ConnectionAdapter>][] = [
  ['a server', served],
  ['fullStream', async () => stream(async () => (await agent.streamText()).fullStream)],
]

test('Basic Streaming: textStream of the agent is the text of the answer', async () => {
  const result = openStream({
    connection: stream(async () => (await agent.streamText()).textStream),
    messages,
  })
  const written: string[] = []
  for await (const chunk of result.textStream) written.push(chunk)
  expect(written).toEqual(['Let me ', 'check… ', 'It is 4 °C 🌧️.'])
  expect(await result.message).toMatchObject({ status: 'complete', content: TEXT })
})

test.each(connections)(
  'Stream Events: textStream gives the text alone, by %s',
  async (_name, of) => {
    const { textStream } = openStream({ connection: await of(), messages })
    const log: string[] = []
    for await (const text of textStream) log.push(`Text: ${text}`)
    expect(log).toEqual(['Text: Let me ', 'Text: check… ', 'Text: It is 4 °C 🌧️.'])
  },
)

test.each(connections)(
  'Stream Events: fullStream gives text, calls and results, by %s',
  async (_name, of) => {
    const { fullStream } = openStream({ connection: await of(), messages })
    const log: unknown[] = []
    for await (const event of fullStream) {
      switch (event.type) {
        case 'text-delta':
          log.push(['Text:', event.delta])
          break
        case 'tool-call':
          log.push(['Tool called:', event.toolName])
          break
        case 'tool-result':
          log.push(['Tool result:', event.output])
          break
      }
    }
    expect(log).toEqual([
      ['Text:', 'Let me '],
      ['Text:', 'check… '],
      ['Tool called:', 'getWeather'],
      ['Tool result:', { celsius: 4 }],
      ['Text:', 'It is 4 °C 🌧️.'],
    ])
  },
)

test('Server-Side Streaming: an answer of POST becomes a message, with its protocol named', async () => {
  const server = await httpServer(({ head, response }) => {
    head()
    response.end(RECORDING)
  })
  const connection = fetchServerSentEvents(server.url, { protocol: aiSdkData })
  const message = await openStream({ connection, messages }).message
  expect(message).toMatchObject({
    status: 'complete',
    content: TEXT,
    usage: { inputTokens: 83, outputTokens: 21 },
  })
  // What the guide's server reads.
  expect(JSON.parse(server.requests[0]!.body).messages).toMatchObject(messages)
})
