import type { Metadata } from '../message.ts'

/** The name by which goes what is no provider's. */
const OWN = 'nanowire'

/**
 * Metadata as the AI SDK takes it, which refuses a whole answer for any other shape: objects by their
 * providers' names. What is none goes by this package's name, and comes back so.
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
