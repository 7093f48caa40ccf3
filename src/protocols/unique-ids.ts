/**
 * Ids that never repeat: the one that is given, or else one made of `base`. The same call with the
 * same name twice is two calls, and many wires give calls no id at all.
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
