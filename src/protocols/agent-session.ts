import type { Item, Response, Wire } from './openai-responses-wire.ts'

/** An event of a session of OpenAI's Agents API. */
interface SessionEvent extends Wire {
  readonly turn_id?: string | null
  readonly turn?:
    | (Response & { readonly session_id?: string; readonly subagent_id?: string | null })
    | null
  readonly session?: {
    readonly id?: string
    readonly agent?: { readonly model?: string } | null
    readonly error?: string | null
    readonly required_actions?: readonly (Action | null)[] | null
  } | null
}

/** What a session waits for: a function's output, or an approval, whose request is in an object. */
interface Action extends Item {
  readonly request_id?: string
  readonly request?: Item | null
}

/**
 * Translates the events of a session, which the Agents API streams, into those of the Responses
 * API; other events stay as they are. Events of subagents and the user's own messages lose their
 * type, which keeps them out of the answer.
 */
export function agentSession(): (type: string, event: Wire) => readonly [string, Wire] {
  const subagents = new Set<unknown>()
  const told = new Set<unknown>()
  return (type, event) => {
    if (!type.startsWith('agent.session.')) return [type, event]
    const { turn, turn_id: turnId, session, item }: SessionEvent = event
    if (turn?.subagent_id) subagents.add(turnId)
    if (subagents.has(turnId) || item?.role === 'user') return ['', event]
    if (item?.call_id) told.add(item.call_id)
    const name = type
      .replace(/^agent\.session\.(turn\.)?/, 'response.')
      .replace('.item.', '.output_item.')
      // The session's calls are complete, and wait for our results.
      .replace('requires_action', 'completed')
    const response = session
      ? {
          id: session.id,
          model: session.agent?.model,
          output: session.required_actions?.flatMap(action => {
            const { request_id: id, request, ...due } = action ?? {}
            return told.has(due.call_id) ? [] : { ...request, ...due, id }
          }),
          error: session.error ? { message: session.error } : null,
        }
      : turn && { ...turn, id: turn.session_id, usage: turn.usage ?? event.usage }
    return [name, { ...event, response, item: item && asCall(item) } as Wire]
  }
}

/** A command, as a call of a tool that the server runs. */
function asCall(item: Item & { readonly command?: string; readonly cwd?: string | null }): Item {
  const { type, command, cwd } = item
  if (type !== 'command_execution') return item
  return { ...item, type: 'command_execution_call', action: { command, cwd } }
}
