/**
 * What a tool gave, from wires that tell it as text: an object or a list where the text is the JSON
 * of one. A number or a string stays the text it is, so that nothing of it is lost.
 */
export function parseOutput(text: unknown): unknown {
  if (typeof text !== 'string' || !/^\s*[{[]/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
