import { noWordsFor, type EventWriter } from './event-writer.ts'

/** Writes the text of the answer, and nothing else. */
export function writePlainText(): EventWriter {
  return {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    write(event) {
      if (event.type === 'text-delta') return event.delta
      const isSilent =
        /^(start|text-(start|end)|step-(start|end)|metadata|usage|finish)$/.test(event.type) ||
        (event.type === 'data' && event.transient)
      if (isSilent) return ''
      throw noWordsFor(event, 'plain-text')
    },
    end: () => '',
  }
}
