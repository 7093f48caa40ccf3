import type { Wire } from './wire.ts'

/** Only the text. */
export const plainText: Wire = {
  label: 'Plain text',
  contentType: 'text/plain; charset=utf-8',
  records: ({ opening, text }) => [...opening, '\n\n', ...text],
  terminators: 0,
  text: word => word,
}
