/**
 * A tool's output, from servers that send it as text: parsed if it is a JSON object or array.
 * Anything else, such as a number, stays the text that it is, so that nothing of it is lost.
 */
export function parseOutput(text: unknown): unknown {
  if (typeof text !== 'string' || !/^\s*[{[]/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
