import express, { type Response } from 'express'
import { speak, type Pace } from './model.ts'
import { defaultPace, serve, type PeerOptions, type PeerServer } from './serve.ts'

interface ChatCompletion {
  readonly messages: readonly ModelMessage[]
  readonly stream_options?: { readonly include_usage?: boolean }
}

interface ModelMessage {
  readonly role: string
  readonly content: string
  readonly tool_calls?: readonly { readonly id: string }[]
  readonly tool_call_id?: string
}

/**
 * A model's API like OpenAI's: POST `/v1/chat/completions`, always streamed. Refuses a tool call
 * without its result, as OpenAI does.
 */
export function serveOpenAiUpstream({ pace = defaultPace }: PeerOptions = {}): Promise<PeerServer> {
  const app = express()
  app.use(express.json())
  app.post('/v1/chat/completions', (req, res) => complete(req.body, res, pace))
  return serve(app)
}

async function complete(body: ChatCompletion, res: Response, pace: Pace): Promise<void> {
  const { messages, stream_options } = body
  const results = new Set(messages.map(message => message.tool_call_id))
  const unanswered = messages
    .flatMap(message => message.tool_calls ?? [])
    .filter(({ id }) => !results.has(id))
  if (unanswered.length > 0) {
    const ids = unanswered.map(({ id }) => id).join(', ')
    const message = `The following tool_call_ids did not have response messages: ${ids}`
    res.status(400).json({ error: { message, type: 'invalid_request_error', param: 'messages' } })
    return
  }
  const left = new AbortController()
  res.once('close', () => left.abort())
  res.setHeader('Content-Type', 'text/event-stream; charset=utf-8')
  const round = messages.at(-1)?.role === 'tool' ? 1 : 0
  const prompt = messages.findLast(message => message.role === 'user')?.content ?? ''
  let finishReason = 'stop'
  sendDelta(res, { role: 'assistant', content: '', refusal: null })
  for await (const saying of speak(prompt, round, pace, left.signal)) {
    if (saying.type === 'failure') {
      const { message } = saying
      sendData(res, { error: { message, type: 'server_error', param: null, code: null } })
      res.end()
      return
    }
    if (saying.type === 'text') sendDelta(res, { content: saying.text })
    else if (saying.type === 'reasoning') sendDelta(res, { reasoning_content: saying.text })
    else {
      const { id, name, input } = saying
      sendDelta(res, {
        tool_calls: [{ index: 0, id, type: 'function', function: { name, arguments: '' } }],
      })
      for (const fragment of input) {
        sendDelta(res, { tool_calls: [{ index: 0, function: { arguments: fragment } }] })
      }
      finishReason = 'tool_calls'
    }
  }
  sendData(res, {
    ...chunk,
    choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: finishReason }],
  })
  if (stream_options?.include_usage) sendData(res, { ...chunk, choices: [], usage })
  res.end('data: [DONE]\n\n')
}

const chunk = {
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1767225600,
  model: 'gpt-4o-mini',
}

const usage = { prompt_tokens: 31, completion_tokens: 12, total_tokens: 43 }

function sendDelta(res: Response, delta: object): void {
  sendData(res, { ...chunk, choices: [{ index: 0, delta, logprobs: null, finish_reason: null }] })
}

function sendData(res: Response, data: object): void {
  res.write(`data: ${JSON.stringify(data)}\n\n`)
}
