/** What a link, a tag or a title may be long before it is taken for plain text. */
const LONGEST = 300
const SPACE = /^\s?$/
const WORD = /[\p{L}\p{N}]/u

interface Opened {
  readonly mark: string
  readonly length: number
}

/**
 * The end of a paragraph under way as it will look once it is whole: what has been opened is closed,
 * and what cannot be known yet (a link half written, a mark at the very end) is left out.
 */
export function mendInline(text: string): string {
  let shown = text.trimEnd()
  for (;;) {
    const closed = closeMarks(shown)
    if (typeof closed === 'string') return closed
    shown = shown.slice(0, closed).trimEnd()
  }
}

/** The text with its marks closed, or where to cut it off first. */
function closeMarks(text: string): string | number {
  const opened: Opened[] = []
  const closers = (): string =>
    opened
      .toReversed()
      .map(({ mark, length }) => mark.repeat(length))
      .join('')

  for (let at = 0; at < text.length;) {
    const char = text[at]!
    if (char === '\\') {
      if (at + 1 === text.length) return at
      at += 2
    } else if (char === '`') {
      const end = runEnd(text, at)
      const close = closingTicks(text, end, end - at)
      if (close >= 0) at = close
      else if (end === text.length) return at
      // A closing run half written is not yet part of the code.
      else return text.replace(/\x60+$/, '') + char.repeat(end - at) + closers()
    } else if (char === '[' || (char === '!' && text[at + 1] === '[')) {
      const end = linkEnd(text, at + (char === '!' ? 1 : 0))
      if (end === undefined) return at
      at = end
    } else if (char === '!' && at + 1 === text.length) {
      at += 1
    } else if (char === '<') {
      const end = tagEnd(text, at)
      if (end === undefined) return at
      at = end
    } else if (char === '&' && /^&#?\w{0,30}$/.test(text.slice(at))) {
      return at
    } else if (char === '*' || char === '_' || char === '~') {
      const end = runEnd(text, at)
      if (!takeMark(text, at, end, opened)) return at
      at = end
    } else at += 1
  }
  return text + closers()
}

/** Whether it can be known what the run of marks does. It opens, closes, or is plain text. */
function takeMark(text: string, start: number, end: number, opened: Opened[]): boolean {
  const mark = text[start]!
  const [before = '', after = ''] = [text[start - 1], text[end]]
  const isInWord = mark === '_' && WORD.test(before) && WORD.test(after)
  const last = opened.at(-1)
  if (!SPACE.test(before) && !isInWord && last?.mark === mark) {
    // Half of what closes.
    if (end === text.length && end - start < last.length) return false
    opened.pop()
  } else if (end === text.length) {
    return false
  } else if (!SPACE.test(after) && !(mark === '_' && WORD.test(before)) && end - start <= 3) {
    opened.push({ mark, length: end - start })
  }
  return true
}

function runEnd(text: string, start: number): number {
  let end = start + 1
  while (text[end] === text[start]) end += 1
  return end
}

/** The end of the code that is closed by a run of so many backticks, or -1. */
function closingTicks(text: string, from: number, length: number): number {
  for (let at = text.indexOf('`', from); at >= 0; at = text.indexOf('`', at)) {
    const end = runEnd(text, at)
    if (end - at === length) return end
    at = end
  }
  return -1
}

/** The end of what begins with this bracket; `undefined` while it may become a link. */
function linkEnd(text: string, start: number): number | undefined {
  const isShort = text.length - start < LONGEST
  const end = closing(text, start, '[', ']')
  if (end < 0) return isShort ? undefined : start + 1
  const next = text[end]
  if (next === undefined) return isShort ? undefined : end
  if (next !== '(' && next !== '[') return end
  const last = closing(text, end, next, next === '(' ? ')' : ']')
  if (last >= 0) return last
  return text.length - end < 2_000 && !/\s.*\s/.test(text.slice(end)) ? undefined : end
}

function closing(text: string, start: number, open: string, close: string): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at += 1
    else if (text[at] === open) depth += 1
    else if (text[at] === close) depth -= 1
    if (depth === 0) return at + 1
  }
  return -1
}

function tagEnd(text: string, start: number): number | undefined {
  const next = text[start + 1]
  if (next !== undefined && !/[a-z/!]/i.test(next)) return start + 1
  const end = text.indexOf('>', start)
  if (end >= 0) return end + 1
  return text.length - start < LONGEST ? undefined : start + 1
}
