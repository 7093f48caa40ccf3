import type { EventWriter } from './event-writer.ts'

/** Writes only the text of the answer. */
export function writePlainText(): EventWriter {
  return {
    wire: 'plain-text',
    headers: {},
    write(event) {
      if (event.type === 'text-delta') return [event.delta]
      const isSilent =
        /^(start|text-(start|end)|step-(start|end)|metadata|usage|finish)$/.test(event.type) ||
        (event.type === 'data' && event.transient)
      return isSilent ? [] : undefined
    },
    end: () => [],
  }
}
