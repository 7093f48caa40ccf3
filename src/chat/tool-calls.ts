import type { Message, ToolCallPart } from '../message.ts'

/** The last call of a message that is meant. */
export function findCall(
  message: Message | undefined,
  isMeant: (call: ToolCallPart) => boolean,
): ToolCallPart | undefined {
  return message?.parts.findLast(
    (part): part is ToolCallPart => part.type === 'tool-call' && isMeant(part),
  )
}

/** Whether a call waits for its result: from the page or from a person, not from the server. */
export function isOpenCall({ state, providerExecuted }: ToolCallPart): boolean {
  return state.startsWith('input-') ? !providerExecuted : state === 'approval-requested'
}
