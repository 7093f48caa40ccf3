import { agUi, agUiLines } from './wires/ag-ui.ts'
import { aiSdk } from './wires/ai-sdk.ts'
import { aiSdkData } from './wires/ai-sdk-data.ts'
import { anthropic } from './wires/anthropic.ts'
import { cohere } from './wires/cohere.ts'
import { dexto } from './wires/dexto.ts'
import { gemini, geminiArray } from './wires/gemini.ts'
import { nodeLlm, nodeLlmLines } from './wires/node-llm.ts'
import { ollama } from './wires/ollama.ts'
import { openaiChat } from './wires/openai-chat.ts'
import { openaiResponses } from './wires/openai-responses.ts'
import { plainText } from './wires/plain-text.ts'
import { framingOf, type Wire } from './wires/wire.ts'

export type WireName =
  | 'ai-sdk'
  | 'ag-ui'
  | 'ag-ui-ndjson'
  | 'openai-chat'
  | 'openai-responses'
  | 'anthropic'
  | 'gemini'
  | 'gemini-array'
  | 'ollama'
  | 'cohere'
  | 'dexto'
  | 'node-llm'
  | 'node-llm-ndjson'
  | 'ai-sdk-data'
  | 'plain-text'

/** Every wire that the scripted server speaks. */
export const wires: Readonly<Record<WireName, Wire>> = {
  'ai-sdk': aiSdk,
  'ag-ui': agUi,
  'ag-ui-ndjson': agUiLines,
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  anthropic,
  gemini,
  'gemini-array': geminiArray,
  ollama,
  cohere,
  dexto,
  'node-llm': nodeLlm,
  'node-llm-ndjson': nodeLlmLines,
  'ai-sdk-data': aiSdkData,
  'plain-text': plainText,
}

/** Whether a wire travels as server-sent events. */
export function isServerSentEvents(wire: Wire): boolean {
  return framingOf(wire) === 'events'
}
