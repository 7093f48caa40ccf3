/** The file in a `data:` URL; `undefined` if it is another kind of URL, or broken. */
export function fileIn(url: string, filename = 'file'): File | undefined {
  const [, type = '', base64, data = ''] = /^data:([^;,]*)[^,]*?(;base64)?,(.*)$/is.exec(url) ?? []
  if (type === '') return undefined
  try {
    const text = base64 ? atob(data) : unescape(data)
    return new File([Uint8Array.from(text, byte => byte.charCodeAt(0))], filename, { type })
  } catch {
    return undefined
  }
}

/** Percent escapes are bytes, not characters. */
function unescape(data: string): string {
  return data.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
