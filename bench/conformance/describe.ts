import type { Answer } from './peer.ts'

/** An answer in words, the same in every run. */
export function describeAnswer({ text, state, error }: Answer): string {
  const said = text === '' ? 'no text' : `\`${shortened(JSON.stringify(text))}\``
  const how = {
    complete: 'as a finished answer',
    failed: 'as a failed one',
    open: 'without an end',
  }
  const why = error === undefined ? '' : `, “${messageOf(error)}”`
  return `${said} ${how[state]}${why}`
}

/** All that an error says: its message, and what else is on it. */
export function allOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error)
  const own = Object.getOwnPropertyNames(error).flatMap(name => {
    const value: unknown = Reflect.get(error, name)
    return name === 'stack' ? [] : [typeof value === 'string' ? value : JSON.stringify(value)]
  })
  return own.join(' ')
}

export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const lasting = message.replaceAll(/(127\.0\.0\.1|localhost):\d+/g, 'the server')
  const line = shortened(lasting.replaceAll(/\s+/g, ' ').trim())
  // It goes into a page that is made into HTML.
  return line.replaceAll('<', '&lt;') || 'an error without words'
}

/** At most this much of a text. */
export function shortened(text: string, most = 120): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}
