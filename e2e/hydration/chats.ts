import { createChat, fetchServerSentEvents, type Chat, type ChatOptions } from 'nanowire/core'
import { aiSdk } from 'nanowire/protocols/ai-sdk'

/** What the server sends to its page, so that both render the same. */
export interface Asked {
  readonly framework: 'preact' | 'react' | 'solid' | 'svelte' | 'vue'
  /** Who answers the chat. */
  readonly server: string
  /**
   * Who owns the chat that is shown: the component, which creates it, or the code outside of it.
   */
  readonly whose: 'own' | 'given'
  /** The messages so far. */
  readonly said: readonly string[]
}

/** What a page is given: a chat, or the options to create its own. */
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
