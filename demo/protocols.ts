import type { Protocol } from 'nanowire'
import { agUi } from 'nanowire/protocols/ag-ui'
import { aiSdk } from 'nanowire/protocols/ai-sdk'
import { aiSdkData } from 'nanowire/protocols/ai-sdk-data'
import { dexto } from 'nanowire/protocols/dexto'
import { nodeLlm } from 'nanowire/protocols/node-llm'
import { openaiChat } from 'nanowire/protocols/openai-chat'
import { plainText } from 'nanowire/protocols/plain-text'

export type ProtocolName =
  | 'detect'
  | 'ai-sdk'
  | 'ag-ui'
  | 'openai-chat'
  | 'dexto'
  | 'node-llm'
  | 'ai-sdk-data'
  | 'plain-text'

/** What the page can take an answer for; without a protocol, nanowire finds out. */
export const protocols: Readonly<Record<ProtocolName, { label: string; protocol?: Protocol }>> = {
  detect: { label: 'Detected' },
  'ai-sdk': { label: 'AI SDK', protocol: aiSdk },
  'ag-ui': { label: 'AG-UI, TanStack AI', protocol: agUi },
  'openai-chat': { label: 'OpenAI chat completions', protocol: openaiChat },
  dexto: { label: 'Dexto', protocol: dexto },
  'node-llm': { label: 'node-llm', protocol: nodeLlm },
  'ai-sdk-data': { label: 'AI SDK 4, data stream', protocol: aiSdkData },
  'plain-text': { label: 'Plain text', protocol: plainText },
}
