import type { Metadata } from '../message.ts'
import { addDetail, textOf, thoughtText } from './chat-thoughts.ts'
import type { Emit } from './decode-records.ts'
import type { Delta, ReasoningDetail, ThinkingBlock } from './openai-chat-wire.ts'
import type { ToolCallFragments } from './tool-call-fragments.ts'

/** Emits each thought of an answer once, with what its server wants back with it. */
export interface ToldThoughts {
  /** Whether nothing else has come since the last thought. */
  isUnderWay: boolean
  /** Emits the thought in a delta of this model, if it has one. */
  think(said: Delta, model: string | undefined): void
}

export function toldThoughts(emit: Emit, calls: ToolCallFragments): ToldThoughts {
  /** The details of the current thought, as the server wants them back. */
  let details: readonly ReasoningDetail[] = []
  let last = ''
  let all = ''
  /** The blocks of Claude's current thought, and how much of the text of all thoughts is signed. */
  let blocks: readonly ThinkingBlock[] = []
  let signed = 0
  /** Whether no text of a thought has come since something else did. */
  let isBehind = true

  const told: ToldThoughts = {
    isUnderWay: false,
    think(said, model) {
      const { reasoning_opaque } = said
      const more = (said.reasoning_details ?? []).filter(detail => detail !== null)
      // A signature may come only after the answer's text, and belongs to the thought before it.
      const isLate = more.length > 0 && more.every(one => one.signature && !one.text)
      if (!told.isUnderWay && !isLate) details = blocks = []
      for (const detail of more) details = addDetail(details, detail)
      const delta = thoughtText(said, more)
      // LiteLLM repeats a thought of Claude's with its signature.
      const name = said.thinking_blocks ? 'thinking_blocks' : 'content_blocks'
      const opaque = (said[name] ?? [])
        .map(block => block?.delta ?? block)
        .filter(block => block?.signature || block?.data)
      const isSigned = opaque.length > 0
      // xAI sends a whole thought twice; a shorter delta is a word, which may well come twice.
      const isRepeated =
        (isSigned && all.endsWith(delta)) ||
        (delta === last && delta.length > 10 && /grok/.test(model ?? ''))
      last = delta
      all += delta
      for (const block of opaque) {
        const thinking = block?.thinking || all.slice(signed)
        // Portkey leaves out a block's type.
        const type = block?.data ? 'redacted_thinking' : 'thinking'
        blocks = [...blocks, { type, ...block, ...(block?.signature && { thinking }) }]
        signed = all.length
      }
      const isOpaque = more.some(detail => detail.signature || detail.data || detail.tool_name)
      let metadata: Metadata | undefined
      if (isOpaque) metadata = { reasoning_details: details }
      else if (isSigned) metadata = { [name]: blocks }
      else if (reasoning_opaque) metadata = { reasoning_opaque }
      // DeepSeek and Kimi refuse a conversation without the thoughts sent under this name.
      else if (!told.isUnderWay && textOf(said.reasoning_content) !== '')
        metadata = { reasoning_content: true }
      const text = isRepeated ? '' : delta
      isBehind = !text && (isBehind || !told.isUnderWay)
      told.isUnderWay ||= isOpaque || isSigned || delta !== ''
      // Vercel's gateway sends Gemini's signature after the call; Gemini refuses the result without it.
      if (!isBehind || !metadata || !calls.sign(metadata)) {
        emit({ type: 'reasoning-delta', delta: text, metadata })
      }
    },
  }
  return told
}
