/** No chunk of Google's is deeper, and the stack ends somewhere. */
const DEEPEST = 40

/** What tools were asked, and gave, whose names are their own. */
const FOREIGN = /^(args|response)$/

/**
 * The JSON with the names that Google's API has for what its Python packages write with underscores;
 * bytes, which they write for addresses, come out in the letters of data URLs.
 */
export function camelCased(json: unknown, depth = 0): unknown {
  if (typeof json !== 'object' || json === null || depth > DEEPEST) return json
  if (Array.isArray(json)) return json.map(item => camelCased(item, depth + 1))
  return Object.fromEntries(
    Object.entries(json).map(([key, value]: [string, unknown]) => {
      const name = key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
      if (FOREIGN.test(key)) return [name, value]
      const isBytes = key === 'data' && typeof value === 'string'
      return [
        name,
        isBytes ? value.replaceAll('-', '+').replaceAll('_', '/') : camelCased(value, depth + 1),
      ]
    }),
  )
}
