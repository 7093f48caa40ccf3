/**
 * How many characters may be parsed for each that arrives, so that the cost is linear: after
 * `length` characters, the value is renewed every `length / 256` more.
 */
const PARSED_PER_CHARACTER = 256

/**
 * A reader of a JSON text that arrives in pieces, such as a tool's input: it takes the next piece
 * and returns the value as far as it is known, `undefined` while nothing is.
 *
 * Any prefix of a valid text gives a prefix of its value: strings, lists and objects grow, a number
 * has its digits so far, one letter is enough for `true`, `false` and `null`, and a key without a
 * value is left out. A text that is not JSON leaves the value as it was.
 */
export function partialJson(): (piece: string) => unknown {
  let text = ''
  /** The end of what is complete but for open containers, and what closes those. */
  let whole = 0
  let closers = ''
  let isQuoted = false
  /** An escape that the end of the last piece cut off. */
  let cut = ''
  let credit = 0
  let value: unknown

  const read = (token: string): void => {
    const at = text.length
    text += token
    if (token === '"') isQuoted = !isQuoted
    else if (isQuoted || !/[{}[\],]/.test(token)) return
    else if (token === ',') whole = at
    else {
      whole = text.length
      if (token === '{') closers = `}${closers}`
      else if (token === '[') closers = `]${closers}`
      else closers = closers.slice(1)
    }
  }

  return piece => {
    const rest = cut + piece
    const before = text.length
    for (const [token] of rest.matchAll(TOKENS)) read(token)
    cut = rest.slice(text.length - before)
    credit += piece.length * PARSED_PER_CHARACTER
    if (credit < text.length) return value
    credit -= text.length
    const starts = isQuoted ? [`${text}"`] : [text, endWord(text)]
    for (const start of [...starts, text.slice(0, whole)]) {
      try {
        return (value = JSON.parse(start + closers))
      } catch {
        // The text ends inside a key or a word, or is not JSON.
      }
    }
    return value
  }
}

/** An escape, a character that changes the state, or a run of others; not half an escape. */
const TOKENS = /\\(?:u.{4}|[^u])|["{}[\],]|[^"\\{}[\],]+/gsy

/** The text with the literal at its end completed, or the number there cut to a valid one. */
function endWord(text: string): string {
  // Bounded, or a long string before the end would be searched again from each of its letters.
  const word = /[a-z]{0,4}$/.exec(text)?.[0] ?? ''
  const literal = ['true', 'false', 'null'].find(name => name.startsWith(word))
  return word && literal ? text + literal.slice(word.length) : text.replace(/[-+.eE]{1,2}$/, '')
}
