/** What one server-sent event says. */
export interface EventRecord {
  /** The name by which the stream is taken up after it; without line ends. */
  readonly id?: string
  /** `message` unless it is named. */
  readonly event?: string
  readonly data: string
}

/**
 * The text of one server-sent event. Data of several lines goes out as several fields, which its reader
 * joins again.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function serverSentEvent({ id, event, data }: EventRecord): string {
  const head = (event ? `event: ${event}\n` : '') + (id === undefined ? '' : `id: ${id}\n`)
  // JSON has no line ends of its own, which spares nearly every record the search's copy.
  return /[\r\n]/.test(data)
    ? `${head}${data
        .split(/\r\n|\r|\n/)
        .map(line => `data: ${line}\n`)
        .join('')}\n`
    : `${head}data: ${data}\n\n`
}
