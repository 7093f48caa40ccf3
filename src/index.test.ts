import { expect, test } from 'vitest'
import {
  attachFiles,
  createChat,
  fetchServerSentEvents,
  openStream,
  withTools,
  type ChatOptions,
  type FetchOptions,
} from './index.ts'
import { mockResponse } from './mock/mock-response.ts'
import type { ChatRequest } from './chat-request.ts'

/** All that may be left out, as what a page has that has nothing to give. */
type Nothing<Options> = {
  readonly [Name in keyof Options as object extends Pick<Options, Name> ? Name : never]-?: undefined
}

test('an option that is undefined is as one that is left out', async () => {
  const events = [{ type: 'text-delta', delta: 'Hello' }] as const
  const requests: ChatRequest[] = []
  const none: Nothing<Omit<FetchOptions, keyof RequestInit | 'onUnauthorized'>> = {
    fetch: undefined,
    maxBytes: undefined,
    maxRecordLength: undefined,
    resume: undefined,
    retry: undefined,
    timeouts: undefined,
  }
  const connection = withTools(
    fetchServerSentEvents('https://example.com/chat', {
      ...none,
      protocol: undefined,
      headers: undefined,
      credentials: undefined,
      body: ({ request }) => void requests.push(request),
      fetch: async () => mockResponse({ events, delay: undefined, protocol: undefined }),
    }),
    {},
    { maxRounds: undefined, needsApproval: undefined },
  )
  const nothing: Nothing<ChatOptions> = {
    data: undefined,
    files: undefined,
    flush: undefined,
    id: undefined,
    maxParts: undefined,
    messages: undefined,
    onApproval: undefined,
    onChunk: undefined,
    onError: undefined,
    onFinish: undefined,
    onResponse: undefined,
    onStop: undefined,
    onToolCall: undefined,
    versions: undefined,
    whenBusy: undefined,
  }
  const files = attachFiles({ accept: undefined, maxBytes: undefined, upload: undefined })
  const chat = createChat({ connection, ...nothing, files })
  await chat.sendMessage({ text: 'Hi', files: undefined }, { data: undefined, signal: undefined })
  await chat.sendMessage({ text: 'Hi', files: null })
  chat.$input.set('Hi')
  await chat.submit({ files: null })
  expect(chat.$error.get()).toBeUndefined()
  expect(chat.$messages.get().map(({ content }) => content)).toEqual(
    Array.from({ length: 3 }, () => ['Hi', 'Hello']).flat(),
  )
  expect(requests[0]!.chatId).toBe(chat.id)
  const messages = [{ role: 'user', content: 'Hi', id: undefined }] as const
  const { message } = openStream({ connection, messages, data: undefined, signal: undefined })
  expect((await message).content).toBe('Hello')
})
