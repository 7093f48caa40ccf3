import type { Message, TextPart } from '../message.ts'
import { isOpen } from '../messages/message-parts.ts'
import { characters } from '../text/characters.ts'
import { writeSchedule, type FlushSchedule } from './write-schedule.ts'

/** How fast text is shown. */
export interface SmoothOptions {
  /** The pace while little text is held back, in UTF-16 units a second; 200 by default. */
  readonly charactersPerSecond?: number | undefined
}

/** Milliseconds in which all that is held back would be shown, if no more came. */
const BEHIND = 1_000

/**
 * A `flush` that shows text at a steady pace, however it arrives, once a frame.
 *
 * It holds back part of the text or reasoning that is growing, and is never much more than a second
 * behind: the more it holds back, the faster it shows it, in whole characters and emoji. The rest
 * is shown at once when something else follows the text, and when the answer ends, fails or is
 * stopped. Nothing is held back while the page is hidden, or if there is no page. `onChunk` and
 * `$progress` report what has arrived, not what is shown.
 */
export function smooth({ charactersPerSecond = 200 }: SmoothOptions = {}): FlushSchedule {
  return (write, answer) => {
    const cut = characters()
    let growing = -1
    /** UTF-16 units of the part at `growing` that are shown, and that may be shown besides. */
    let shown = 0
    let allowance = 0
    /** When `allowance` was last raised, if anything is held back. */
    let since: number | undefined

    const show = (): void => {
      const { document: page } = globalThis
      const message = answer()
      const index = message.parts.length - 1
      const part = message.parts[index]
      if (index !== growing) shown = allowance = 0
      growing = index
      if (!isOpen(part)) {
        since = undefined
        return write()
      }

      const { text } = part
      const now = performance.now()
      const isSeen = page && page.visibilityState !== 'hidden'
      shown = isSeen ? Math.min(shown, text.length) : text.length
      const held = text.length - shown
      const pace = Math.max(charactersPerSecond / 1_000, held / BEHIND)
      allowance += pace * (now - (since ?? now))
      const limit = shown + allowance
      for (const { segment } of cut(text.slice(shown, limit + 2))) {
        if (shown + segment.length > limit) break
        shown += segment.length
        allowance -= segment.length
      }
      if (shown === text.length) {
        allowance = 0
        since = undefined
        return write()
      }
      since = now
      write(shownTo(shown, message, part))
      frames.request()
    }
    const frames = writeSchedule(show)

    return {
      cancel: frames.cancel,
      request() {
        since ??= performance.now()
        frames.request()
      },
    }
  }
}

/** The message with its last part, `part`, cut to this length. */
function shownTo(length: number, message: Message, part: TextPart): Message {
  const { content, parts } = message
  const held = part.text.length - length
  return {
    ...message,
    parts: [...parts.slice(0, -1), { ...part, text: part.text.slice(0, length) }],
    content: part.type === 'text' ? content.slice(0, content.length - held) : content,
  }
}
