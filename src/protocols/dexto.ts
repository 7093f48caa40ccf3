import type { ChatRequest } from '../chat-request.ts'
import type { FilePart } from '../message.ts'
import type { Protocol } from '../protocol.ts'
import { decodeDexto, matchesDexto } from './decode-dexto.ts'
import { lastQuestion, withFiles } from './model-messages.ts'

/**
 * Dexto: its own server's streams, and the agent's events as its guide sends them with Express.
 *
 * The answer is complete with `run:complete`, or where the body ends after an `llm:response` that
 * calls no tools, since a custom server does not send `run:complete`.
 * https://github.com/truffle-ai/dexto/blob/main/packages/core/src/events/index.ts
 */
export const dexto: Protocol = {
  name: 'dexto',
  encode,
  decode: decodeDexto,
  matches: matchesDexto,
}

function encode({ messages, data, chatId }: ChatRequest): unknown {
  const question = lastQuestion(messages)
  const text = question?.content ?? ''
  const files = (question?.parts ?? []).filter(part => part.type === 'file').map(encodeFile)
  return {
    sessionId: chatId,
    ...data,
    content: withFiles(text, files),
    // The server in the guide reads this instead.
    message: text,
  }
}

function encodeFile({ mediaType: mimeType, url, filename }: FilePart): object {
  const data = url.replace(/^data:[^,]*,/, '')
  return mimeType.startsWith('image/')
    ? { type: 'image', image: data, mimeType }
    : { type: 'file', data, mimeType, filename }
}
