/**
 * A `JSON.parse` for records that mostly differ from the one before in one string: it gives the value of
 * the last record with that string replaced, and parses whatever is not alike. The value is the same
 * object again, so that who keeps it has to copy it.
 */
export function parseAlike(): (text: string) => unknown {
  let before = ''
  let start = ''
  let end = ''
  let value: unknown
  let holder: Record<string, unknown> | undefined
  let key = ''

  const learn = (text: string): void => {
    holder = undefined
    // The quotes of the string are what the records still have alike on both sides of it.
    let from = 0
    while (from < text.length && text[from] === before[from]) from++
    let same = 0
    const most = Math.min(text.length, before.length) - from
    while (same < most && text.at(-1 - same) === before.at(-1 - same)) same++
    const opening = text.lastIndexOf('"', from - 1) + 1
    const closing = text.indexOf('"', Math.max(opening, text.length - same))
    before = text
    if (opening === 0 || closing < 0) return
    start = text.slice(0, opening)
    end = text.slice(closing)
    // A key, a part of another string or the first of two of the same name is not found as a value.
    const probe = `${MARK}${text.length}`
    try {
      value = JSON.parse(start + probe + end)
    } catch {
      return
    }
    find(value, probe)
  }

  const find = (inside: unknown, probe: string): void => {
    if (typeof inside !== 'object' || inside === null) return
    for (const [name, child] of Object.entries(inside)) {
      if (child === probe) {
        holder = inside as Record<string, unknown>
        key = name
      } else find(child, probe)
    }
  }

  return text => {
    if (holder && text.length >= start.length + end.length) {
      const string = text.slice(start.length, text.length - end.length)
      if (text.startsWith(start) && text.endsWith(end) && PLAIN.test(string)) {
        holder[key] = string
        return value
      }
    }
    const parsed: unknown = JSON.parse(text)
    learn(text)
    return parsed
  }
}

/** What no record holds. */
const MARK = '\uE000probe\uE000'

/** What may stand between quotes as it is: no quote, no escape, no control character. */
const PLAIN = /^[^"\\\u0000-\u001F]*$/
