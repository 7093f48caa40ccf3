/**
 * Ids that never repeat: the given one, or one made from `base` if none is given. An id that comes
 * twice is two calls, and many servers give calls no id at all.
 */
export function uniqueIds(base = 'call'): (given?: string | null) => string {
  const known = new Set<string>()
  return given => {
    let count = known.size + 1
    let id = given || `${base}-${count}`
    while (known.has(id)) id = `${given || base}-${++count}`
    known.add(id)
    return id
  }
}
