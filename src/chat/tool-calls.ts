import type { Message, Part, ToolCallPart } from '../message.ts'

export function isCall(part: Part): part is ToolCallPart {
  return part.type === 'tool-call'
}

/** The last call for which `isMeant` holds. */
export function findCall(
  message: Message | undefined,
  isMeant: (call: ToolCallPart) => boolean,
): ToolCallPart | undefined {
  return message?.parts.filter(isCall).findLast(isMeant)
}

/** Whether a call waits for its result: from the page or from a person, not from the server. */
export function isOpenCall({ state, providerExecuted }: ToolCallPart): boolean {
  return state.startsWith('input-') ? !providerExecuted : state === 'approval-requested'
}
