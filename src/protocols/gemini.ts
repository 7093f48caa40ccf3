import type { ChatRequest } from '../chat-request.ts'
import type { FilePart, Message, Metadata, Part, TextPart, ToolCallPart } from '../message.ts'
import type { Protocol } from '../protocol.ts'
import { base64Of } from './base64-of.ts'
import { CODE_EXECUTION, decodeGemini, matchesGemini } from './decode-gemini.ts'
import { hasOutput, toolOutputText } from './model-messages.ts'
import { told } from './told.ts'

/**
 * Google's Gemini: the answers of `generateContent` and `streamGenerateContent`, as server-sent
 * events or as one array that arrives in pieces, from Vertex AI and Code Assist too, and as
 * Google's Python packages write them; and those of the Interactions API.
 *
 * The answer is complete where the body ends, after a `finishReason` or, unless a call was
 * unfinished, without one; an array needs its closing bracket, an interaction its
 * `interaction.completed`.
 * The address names the model. To get thoughts, put
 * `generationConfig: { thinkingConfig: { includeThoughts: true } }` into the request's data.
 * https://ai.google.dev/api/generate-content
 */
export const gemini: Protocol = {
  name: 'gemini',
  encode,
  decode: decodeGemini,
  matches: matchesGemini,
}

function encode({ messages, data }: ChatRequest): unknown {
  const system = messages.filter(({ role, content }) => role === 'system' && content)
  return {
    ...data,
    ...(system.length > 0 && {
      systemInstruction: { parts: system.map(({ content }) => ({ text: content })) },
    }),
    contents: messages.flatMap(message => (message.role === 'system' ? [] : contentsOf(message))),
  }
}

/** A message as Gemini's contents: each step of an answer is followed by its tools' results. */
function contentsOf(message: Message): object[] {
  const contents: object[] = []
  const role = message.role === 'assistant' ? 'model' : 'user'
  let parts: object[] = []
  let responses: object[] = []
  const closeStep = (): void => {
    if (parts.length > 0) contents.push({ role, parts })
    if (responses.length > 0) contents.push({ role: 'user', parts: responses })
    parts = []
    responses = []
  }
  for (const part of message.parts) {
    if (part.type !== 'tool-call' || part.providerExecuted) {
      if (responses.length > 0) closeStep()
      parts.push(...encodePart(part))
    } else if (hasOutput(part)) {
      // The model must not see a call without a result.
      const call = { ...idOf(part), name: part.toolName }
      parts.push(signed(part, { functionCall: { ...call, args: part.input ?? {} } }))
      responses.push({ functionResponse: { ...call, response: responseOf(part) } })
    }
  }
  closeStep()
  return contents
}

function encodePart(part: Part): object[] {
  switch (part.type) {
    case 'text':
      return encodeText(part)
    case 'reasoning':
      return encodeText(part, { thought: true })
    case 'file': {
      const { mediaType: mimeType, url: fileUri } = part
      const data = base64Of(fileUri)
      const { thought } = part.metadata ?? {}
      const file =
        data === undefined
          ? { fileData: { mimeType, fileUri } }
          : { inlineData: { mimeType, data } }
      return [signed(part, { ...file, ...told({ thought }) })]
    }
    case 'tool-call':
      return encodeRun(part)
    default:
      return []
  }
}

function encodeText(part: TextPart, more?: object): object[] {
  // Some signatures come without any text, and go back the same way.
  return part.text || part.metadata?.['signature']
    ? [signed(part, { text: part.text, ...more })]
    : []
}

/** A tool that Gemini ran itself, with its result; Gemini knows no tools of other providers. */
function encodeRun(part: ToolCallPart): object[] {
  const { toolName, input, output, metadata } = part
  const id = idOf(part)
  const after = told({ thoughtSignature: metadata?.['resultSignature'] })
  if (!hasOutput(part)) return []
  if (toolName === CODE_EXECUTION && Object(input).language) {
    return [
      signed(part, { executableCode: { ...id, ...Object(input) } }),
      { codeExecutionResult: { ...id, ...Object(output) }, ...after },
    ]
  }
  if (!id) return []
  const tool = { ...id, toolType: toolName }
  return [
    signed(part, { toolCall: { ...tool, args: input } }),
    { toolResponse: { ...tool, response: output }, ...after },
  ]
}

function responseOf(part: ToolCallPart): unknown {
  const { state, output } = part
  if (state !== 'output-available') return { error: toolOutputText(part) }
  return Object(output) === output && !Array.isArray(output) ? output : { output }
}

function idOf({ metadata }: ToolCallPart): Metadata | undefined {
  return told({ id: metadata?.['id'] })
}

function signed({ metadata }: TextPart | FilePart | ToolCallPart, part: object): object {
  return { ...part, ...told({ thoughtSignature: metadata?.['signature'] }) }
}
