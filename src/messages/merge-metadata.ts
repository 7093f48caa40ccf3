import type { Metadata } from '../message.ts'

/** Both together, nested objects merged too; where both have a value, the later one's. */
export function mergeMetadata(base: Metadata = {}, more: Metadata = {}): Metadata {
  // The keys come off the wire, and fromEntries keeps `__proto__` a key like any other.
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
