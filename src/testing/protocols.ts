import type { Protocol } from '../protocol.ts'
import { agUi } from '../protocols/ag-ui.ts'
import { aiSdkData } from '../protocols/ai-sdk-data.ts'
import { aiSdk } from '../protocols/ai-sdk.ts'
import { anthropic } from '../protocols/anthropic.ts'
import { cohere } from '../protocols/cohere.ts'
import { dexto } from '../protocols/dexto.ts'
import { gemini } from '../protocols/gemini.ts'
import { nodeLlm } from '../protocols/node-llm.ts'
import { ollama } from '../protocols/ollama.ts'
import { openaiChat } from '../protocols/openai-chat.ts'
import { openaiResponses } from '../protocols/openai-responses.ts'
import { plainText } from '../protocols/plain-text.ts'

/** Every protocol: each has recordings in the folder of its name. */
export const PROTOCOLS: readonly Protocol[] = [
  agUi,
  aiSdk,
  aiSdkData,
  anthropic,
  cohere,
  dexto,
  gemini,
  nodeLlm,
  ollama,
  openaiChat,
  openaiResponses,
  plainText,
]
