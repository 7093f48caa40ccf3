import type { Metadata } from '../message.ts'

/** The values that are not missing, empty or false; `undefined` if there are none. */
export function told(values: Metadata): Metadata | undefined {
  const entries = Object.entries(values).filter(([, value]) => value)
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}
