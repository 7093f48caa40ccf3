import type { Protocol } from 'nanowire'
import { agUi } from 'nanowire/protocols/ag-ui'
import { aiSdk } from 'nanowire/protocols/ai-sdk'
import { aiSdkData } from 'nanowire/protocols/ai-sdk-data'
import { anthropic } from 'nanowire/protocols/anthropic'
import { cohere } from 'nanowire/protocols/cohere'
import { dexto } from 'nanowire/protocols/dexto'
import { gemini } from 'nanowire/protocols/gemini'
import { nodeLlm } from 'nanowire/protocols/node-llm'
import { ollama } from 'nanowire/protocols/ollama'
import { openaiChat } from 'nanowire/protocols/openai-chat'
import { openaiResponses } from 'nanowire/protocols/openai-responses'
import { plainText } from 'nanowire/protocols/plain-text'

export type ProtocolName =
  | 'detect'
  | 'ai-sdk'
  | 'ag-ui'
  | 'openai-chat'
  | 'openai-responses'
  | 'anthropic'
  | 'gemini'
  | 'ollama'
  | 'cohere'
  | 'dexto'
  | 'node-llm'
  | 'ai-sdk-data'
  | 'plain-text'

/** The protocols that the page can name; without one, nanowire detects it. */
export const protocols: Readonly<Record<ProtocolName, { label: string; protocol?: Protocol }>> = {
  detect: { label: 'Detected' },
  'ai-sdk': { label: 'AI SDK', protocol: aiSdk },
  'ag-ui': { label: 'AG-UI, TanStack AI', protocol: agUi },
  'openai-chat': { label: 'OpenAI chat completions', protocol: openaiChat },
  'openai-responses': { label: 'OpenAI responses', protocol: openaiResponses },
  anthropic: { label: 'Anthropic messages', protocol: anthropic },
  gemini: { label: 'Gemini', protocol: gemini },
  ollama: { label: 'Ollama', protocol: ollama },
  cohere: { label: 'Cohere', protocol: cohere },
  dexto: { label: 'Dexto', protocol: dexto },
  'node-llm': { label: 'node-llm', protocol: nodeLlm },
  'ai-sdk-data': { label: 'AI SDK 4, data stream', protocol: aiSdkData },
  'plain-text': { label: 'Plain text', protocol: plainText },
}
