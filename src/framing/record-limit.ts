import { StreamError } from '../stream-error.ts'

/** The limit of every framing. */
export interface FramingOptions {
  /** The longest record, in characters; 16 Mi by default. A longer one throws `too-large`. */
  readonly maxRecordLength?: number | undefined
}

export const LONGEST_RECORD = 0x1_00_00_00

/** A check that throws `too-large` for a text over the limit, and otherwise returns it. */
export function recordLimit({ maxRecordLength: limit = LONGEST_RECORD }: FramingOptions = {}): (
  text: string,
) => string {
  return text => {
    if (text.length <= limit) return text
    throw new StreamError(
      'too-large',
      `A record is longer than ${limit} characters. Raise maxRecordLength if that is right.`,
      { limit },
    )
  }
}
