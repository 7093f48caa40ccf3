import type { Delta, ReasoningDetail, Thought } from './openai-chat-wire.ts'

/** The thought in a delta. Servers send the same text under several names, of which one is read. */
export function thoughtText(said: Delta, details: readonly ReasoningDetail[]): string {
  const blocks = said.content_blocks ?? said.thinking_blocks ?? []
  return (
    details.map(detail => detail.text ?? detail.summary).join('') ||
    textOf(said.reasoning_content) ||
    textOf(said.reasoning) ||
    textOf(said.reasoning_text) ||
    textOf(said.thinking) ||
    textOf(said.cot_summary) ||
    blocks.map(block => textOf((block?.delta ?? block)?.thinking)).join('') ||
    // Steps come one at a time and end without a line break.
    (said.reasoning_steps ?? []).map(step => (step?.thought ? `${step.thought}\n` : '')).join('')
  )
}

/** The details with one more, which may continue the last. */
export function addDetail(
  details: readonly ReasoningDetail[],
  more: ReasoningDetail,
): readonly ReasoningDetail[] {
  const last = details.at(-1)
  if (
    !last ||
    more.data ||
    more.tool_name ||
    last.type !== more.type ||
    last.index !== more.index
  ) {
    return [...details, more]
  }
  const { text, summary, signature } = last
  return [
    ...details.slice(0, -1),
    {
      ...last,
      ...more,
      ...(text && { text: text + (more.text ?? '') }),
      ...(summary && { summary: summary + (more.summary ?? '') }),
      ...(signature && { signature }),
    },
  ]
}

/** The text of a thought, which may be a string, an object that holds one, or a list of these. */
export function textOf(thought: Thought): string {
  // Most deltas have no thought, or one that is a string, and making lists takes time.
  if (!thought || typeof thought === 'string') return thought || ''
  return [thought]
    .flat()
    .map(item => (typeof item === 'string' ? item : item?.text))
    .join('')
}
