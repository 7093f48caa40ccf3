import type { ConnectionAdapter } from '../adapters/adapter.ts'
import type { ChatRequest } from '../chat-request.ts'
import type { StreamEvent } from '../stream-event.ts'
import { chatRequest } from './conversation.ts'

/** Every event that the connection yields for a request. */
export async function eventsOf(
  connection: ConnectionAdapter,
  more?: Partial<ChatRequest>,
): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  for await (const batch of connection.connect(chatRequest(undefined, more))) events.push(...batch)
  return events
}

/** The text that the connection yields for a request. */
export async function textOf(connection: ConnectionAdapter): Promise<string> {
  const events = await eventsOf(connection)
  return events.map(event => (event.type === 'text-delta' ? event.delta : '')).join('')
}
