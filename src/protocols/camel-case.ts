/** No chunk of Google's is deeper, and recursion has to end somewhere. */
const DEEPEST = 40

/** The inputs and outputs of tools, whose keys are their own. */
const FOREIGN = /^(args|response)$/

/**
 * The JSON that Google's Python packages write, with the camel-case names of Google's API. Their
 * URL-safe base64 becomes the standard base64 that `data:` URLs need.
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
