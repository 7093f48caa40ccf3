import type { Metadata } from '../message.ts'

/** What a wire has told of these, without what it left out or left empty; `undefined` for nothing. */
export function told(values: Metadata): Metadata | undefined {
  const entries = Object.entries(values).filter(([, value]) => value)
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}
