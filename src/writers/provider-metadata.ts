import type { Metadata } from '../message.ts'

/** The key for metadata that is not a provider's. */
const OWN = 'nanowire'

/**
 * Metadata in the only shape that the AI SDK accepts (it rejects the whole answer for another): an
 * object per provider. Values that are no objects go under this package's key, and come back from
 * it.
 */
export function providerMetadata(metadata: Metadata | undefined): Metadata | undefined {
  const own: Record<string, unknown> = {}
  const named: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(metadata ?? {})) {
    if (value === undefined) continue
    const isNamed = typeof value === 'object' && value !== null && !Array.isArray(value)
    ;(isNamed ? named : own)[name] = value
  }
  if (Object.keys(own).length > 0) named[OWN] = { ...own, ...(named[OWN] as object | undefined) }
  return Object.keys(named).length > 0 ? named : undefined
}
