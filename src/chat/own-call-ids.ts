import type { Message } from '../message.ts'
import { hasOutput } from '../protocols/model-messages.ts'
import type { StreamEvent } from '../stream-event.ts'
import { isCall } from './tool-calls.ts'

/**
 * Gives each call that a further request adds to an answer a unique id: if an answered call has the
 * id already, it is replaced in every event of the new call.
 *
 * If a server sends no ids, such as Ollama, calls are numbered anew in every request.
 */
export function ownCallIds({ parts }: Message): (event: StreamEvent) => StreamEvent {
  const calls = parts.filter(isCall)
  const taken = new Set(calls.map(({ toolCallId }) => toolCallId))
  const open = new Set(calls.filter(call => !hasOutput(call)).map(({ toolCallId }) => toolCallId))
  const own = new Map<string, string>()

  return event => {
    if (!('toolCallId' in event)) return event
    const { type, toolCallId: id } = event
    if (/^tool-(input|call)/.test(type) && !own.has(id) && !open.has(id)) {
      let free = id
      for (let count = 2; taken.has(free); count++) free = `${id}-${count}`
      taken.add(free)
      own.set(id, free)
    }
    const toolCallId = own.get(id) ?? id
    return toolCallId === id ? event : { ...event, toolCallId }
  }
}
