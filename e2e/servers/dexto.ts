import express, { type Request, type Response } from 'express'
import { say, speak, weather, type Pace, type Saying } from './model.ts'
import { defaultPace, serve, type PeerOptions, type PeerServer } from './serve.ts'

/** Dexto: POST `/chat/stream` with `{ message, sessionId }`, answered as its guide shows. */
export function serveDexto({ pace = defaultPace }: PeerOptions = {}): Promise<PeerServer> {
  const app = express()
  app.use(express.json())

  app.post('/chat/stream', (req, res) => stream(req, res, pace))
  return serve(app)
}

async function stream(req: Request, res: Response, pace: Pace): Promise<void> {
  const { message, sessionId } = req.body as { message: string; sessionId?: string }

  res.setHeader('Content-Type', 'text/event-stream')
  res.setHeader('Cache-Control', 'no-cache')
  res.setHeader('Connection', 'keep-alive')

  const left = new AbortController()
  res.once('close', () => left.abort())
  try {
    for await (const event of agentStream(message, sessionId ?? 's1', pace, left.signal)) {
      res.write(`event: ${event.type}\n`)
      res.write(`data: ${JSON.stringify(event)}\n\n`)
    }
  } catch (error) {
    res.write(`event: error\n`)
    res.write(`data: ${JSON.stringify({ message: (error as Error).message })}\n\n`)
  } finally {
    res.end()
  }
}

type AgentEvent = {
  readonly type: string
  readonly sessionId: string
  readonly [key: string]: unknown
}

/**
 * The events of `agent.stream()`, as in the guide; the last is `llm:response`, with the whole text.
 */
export async function* agentStream(
  message: string,
  sessionId: string,
  pace: Pace,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent> {
  yield { type: 'llm:thinking', sessionId }
  let content = ''
  for (const round of say(message, 0).some(isTool) ? [0, 1] : [0]) {
    for await (const saying of speak(message, round, pace, signal)) {
      if (saying.type === 'failure') throw new Error(saying.message)
      if (saying.type === 'tool') {
        const { id: callId, name: toolName, input } = saying
        yield {
          type: 'llm:tool-call',
          toolName,
          args: JSON.parse(input.join('')),
          callId,
          sessionId,
        }
        yield {
          type: 'llm:tool-result',
          toolName,
          callId,
          success: true,
          rawResult: weather,
          sessionId,
        }
      } else {
        yield { type: 'llm:chunk', chunkType: saying.type, content: saying.text, sessionId }
        if (saying.type === 'text') content += saying.text
      }
    }
  }
  yield {
    type: 'llm:response',
    content,
    usage: { inputTokens: 31, outputTokens: 12, totalTokens: 43 },
    sessionId,
  }
}

const isTool = (saying: Saying): boolean => saying.type === 'tool'
