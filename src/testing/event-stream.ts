/** The body of a stream of server-sent events with these records. */
export function eventStream(records: readonly (object | string)[]): Uint8Array<ArrayBuffer> {
  const events = records.map(record => {
    const data = typeof record === 'string' ? record : JSON.stringify(record)
    return `data: ${data}\n\n`
  })
  return new TextEncoder().encode(events.join(''))
}
