/** The fields of one server-sent event. */
export interface EventRecord {
  /** What a client sends as `Last-Event-ID`; must have no line ends. */
  readonly id?: string
  /** `message` by default. */
  readonly event?: string
  readonly data: string
}

/**
 * The text of one server-sent event. Data of several lines is written as several fields, which the
 * reader joins again.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function serverSentEvent({ id, event, data }: EventRecord): string {
  const head = (event ? `event: ${event}\n` : '') + (id === undefined ? '' : `id: ${id}\n`)
  // Nearly every record is JSON on one line, so the copies that splitting makes are rarely needed.
  return /[\r\n]/.test(data)
    ? `${head}${data
        .split(/\r\n|\r|\n/)
        .map(line => `data: ${line}\n`)
        .join('')}\n`
    : `${head}data: ${data}\n\n`
}
