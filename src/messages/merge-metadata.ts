import type { Metadata } from '../message.ts'

/** Both together, nested objects merged too; `more` wins where both have a value. */
export function mergeMetadata(base: Metadata = {}, more: Metadata = {}): Metadata {
  // The keys come from the server; `fromEntries` makes `__proto__` a key like any other.
  return Object.fromEntries([
    ...Object.entries(base),
    ...Object.entries(more).map(([key, value]) => {
      const before = base[key]
      return [key, isObject(before) && isObject(value) ? mergeMetadata(before, value) : value]
    }),
  ])
}

function isObject(value: unknown): value is Metadata {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
