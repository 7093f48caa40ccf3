import type { Chat, Message } from 'nanowire/core'

/** The answers that a user can give to a message's tool calls, each a button. */
export function choicesOf({ parts }: Message, chat: Chat): readonly Choice[] {
  return parts.flatMap((part): readonly Choice[] => {
    if (part.type !== 'tool-call') return []
    const { state, toolName, toolCallId, approval } = part
    if (state === 'approval-requested') {
      const respond = (approved: boolean) => () => chat.respondToApproval(approval!.id, approved)
      return [
        { label: 'Allow', choose: respond(true) },
        { label: 'Deny', choose: respond(false) },
      ]
    }
    if (state !== 'input-available') return []
    const choose = (): Promise<void> => chat.addToolResult({ toolCallId, output: 'rain' })
    return [{ label: `Answer ${toolName}`, choose }]
  })
}

export interface Choice {
  readonly label: string
  readonly choose: () => Promise<void>
}
