import {
  fetchHttpStream,
  fetchServerSentEvents,
  type ConnectionAdapter,
  type Protocol,
} from 'nanowire'
import { anthropic } from 'nanowire/protocols/anthropic'
import { ollama } from 'nanowire/protocols/ollama'
import { openaiChat } from 'nanowire/protocols/openai-chat'
import { tapped } from './tap.ts'
import { atom, type WritableAtom } from 'nanostores'

/** The user's own server. It is kept in memory only: its key must not outlive the page. */
export interface OwnServer {
  readonly kind: OwnKind
  readonly base: string
  readonly key: string
  readonly model: string
}

export type OwnKind = 'openai' | 'anthropic' | 'ollama'

interface Suggested {
  readonly label: string
  readonly protocol: Protocol
  readonly base: string
  readonly model: string
}

/** Every kind of server that the user can connect to, with what its form suggests. */
export const ownKinds: Readonly<Record<OwnKind, Suggested>> = {
  openai: {
    label: 'OpenAI-compatible',
    protocol: openaiChat,
    base: 'https://api.openai.com/v1',
    model: 'gpt-4.1-mini',
  },
  anthropic: {
    protocol: anthropic,
    label: 'Anthropic-compatible',
    base: 'https://api.anthropic.com/v1',
    model: 'claude-haiku-4-5',
  },
  ollama: {
    label: 'Ollama',
    protocol: ollama,
    base: 'http://localhost:11434',
    model: 'llama3.2',
  },
}

/** The server that answers instead of the scripted one. */
export const $ownServer: WritableAtom<OwnServer | undefined> = atom(undefined)

/** The connection to such a server. */
export function connectOwn(server: OwnServer): ConnectionAdapter {
  const { kind, key, model } = server
  const base = server.base.replace(/\/+$/, '')
  const bearer = key === '' ? {} : { authorization: `Bearer ${key}` }
  const { protocol } = ownKinds[kind]
  const shared = { protocol, fetch: tapped(globalThis.fetch, protocol), body: { model } }
  switch (kind) {
    case 'openai':
      return fetchServerSentEvents(`${base}/chat/completions`, {
        ...shared,
        headers: bearer,
      })
    case 'anthropic':
      return fetchServerSentEvents(`${base}/messages`, {
        ...shared,
        headers: {
          'x-api-key': key,
          'anthropic-version': '2023-06-01',
          'anthropic-dangerous-direct-browser-access': 'true',
        },
      })
    case 'ollama':
      return fetchHttpStream(`${base}/api/chat`, { ...shared, headers: bearer })
  }
}
