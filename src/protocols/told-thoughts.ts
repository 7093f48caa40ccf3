import type { Metadata } from '../message.ts'
import { addDetail, textOf, thoughtText } from './chat-thoughts.ts'
import type { Emit } from './decode-records.ts'
import type { Delta, ReasoningDetail, ThinkingBlock } from './openai-chat-wire.ts'
import type { ToolCallFragments } from './tool-call-fragments.ts'

/** The thoughts of an answer, told once each, with what their server wants back with them. */
export interface ToldThoughts {
  /** Whether nothing else has been told since the last. */
  isUnderWay: boolean
  /** Tells what a delta of this model says of a thought, if anything. */
  think(said: Delta, model: string | undefined): void
}

export function toldThoughts(emit: Emit, calls: ToolCallFragments): ToldThoughts {
  /** Of the thought under way, as the server wants it back. */
  let details: readonly ReasoningDetail[] = []
  let last = ''
  let all = ''
  /** Of Claude's thought under way, and how much of all thoughts is signed. */
  let blocks: readonly ThinkingBlock[] = []
  let signed = 0
  /** Whether nothing was thought aloud since something else was told. */
  let isBehind = true

  const told: ToldThoughts = {
    isUnderWay: false,
    think(said, model) {
      const { reasoning_opaque } = said
      const more = (said.reasoning_details ?? []).filter(detail => detail !== null)
      // A signature may come behind the text, for the thought before it.
      const isLate = more.length > 0 && more.every(one => one.signature && !one.text)
      if (!told.isUnderWay && !isLate) details = blocks = []
      for (const detail of more) details = addDetail(details, detail)
      const delta = thoughtText(said, more)
      // LiteLLM tells a thought of Claude's once more, signed.
      const name = said.thinking_blocks ? 'thinking_blocks' : 'content_blocks'
      const opaque = (said[name] ?? [])
        .map(block => block?.delta ?? block)
        .filter(block => block?.signature || block?.data)
      const isSigned = opaque.length > 0
      // xAI sends a whole thought twice; shorter ones are words, which do come twice.
      const isRepeated =
        (isSigned && all.endsWith(delta)) ||
        (delta === last && delta.length > 10 && /grok/.test(model ?? ''))
      last = delta
      all += delta
      for (const block of opaque) {
        const thinking = block?.thinking || all.slice(signed)
        // Portkey leaves out what a block is.
        const type = block?.data ? 'redacted_thinking' : 'thinking'
        blocks = [...blocks, { type, ...block, ...(block?.signature && { thinking }) }]
        signed = all.length
      }
      const isOpaque = more.some(detail => detail.signature || detail.data || detail.tool_name)
      let metadata: Metadata | undefined
      if (isOpaque) metadata = { reasoning_details: details }
      else if (isSigned) metadata = { [name]: blocks }
      else if (reasoning_opaque) metadata = { reasoning_opaque }
      // DeepSeek and Kimi refuse a conversation without the thoughts that they tell under this name.
      else if (!told.isUnderWay && textOf(said.reasoning_content) !== '')
        metadata = { reasoning_content: true }
      const text = isRepeated ? '' : delta
      isBehind = !text && (isBehind || !told.isUnderWay)
      told.isUnderWay ||= isOpaque || isSigned || delta !== ''
      // Vercel's gateway tells behind a call what Gemini signed, without which it refuses the result.
      if (!isBehind || !metadata || !calls.sign(metadata)) {
        emit({ type: 'reasoning-delta', delta: text, metadata })
      }
    },
  }
  return told
}
