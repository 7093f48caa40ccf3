import { createChat, fetchServerSentEvents, type Chat, type ChatOptions } from 'nanowire/core'
import { aiSdk } from 'nanowire/protocols/ai-sdk'

/** What the server tells its page, for both to make the same of it. */
export interface Asked {
  readonly framework: 'preact' | 'react' | 'solid' | 'svelte' | 'vue'
  /** Who answers the chat. */
  readonly server: string
  /** Whose the chat is that is shown: the component's, made with the options, or one outside of it. */
  readonly whose: 'own' | 'given'
  /** What has been said. */
  readonly said: readonly string[]
}

/** What a page shows: a chat, or the options of its own. */
export type Given = Chat | ChatOptions

export function optionsOf({ server, said }: Asked): ChatOptions {
  return {
    id: 'chat',
    connection: fetchServerSentEvents(server, { protocol: aiSdk }),
    messages: said.map((content, index) => ({
      id: `m${index}`,
      role: index % 2 === 0 ? 'user' : 'assistant',
      content,
    })),
  }
}

export function chatOf(asked: Asked): Chat {
  return createChat(optionsOf(asked))
}
