/** The base64 text of a `data:` URL, `undefined` for any other URL. */
export function base64Of(url: string): string | undefined {
  const comma = url.indexOf(',')
  return /^data:.*;base64$/i.test(url.slice(0, Math.max(comma, 0)))
    ? url.slice(comma + 1)
    : undefined
}
