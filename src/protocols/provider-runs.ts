import type { Metadata } from '../message.ts'
import type { Emit } from './decode-records.ts'
import { told } from './told.ts'

type Id = string | null | undefined

export interface ProviderRuns {
  /** Emits a call that the provider makes itself. */
  call(id: Id, toolName: string, input: unknown, metadata?: Metadata): void
  /** Emits a call's result, with the result's signature; without an id, the latest call's. */
  result(id: Id, toolName: string, output: unknown, resultSignature?: unknown): void
  /** The given id, or the latest call's if none is given. */
  idOf(id: Id): string
}

/** Emits the calls of tools that the provider runs: each comes whole, followed by its result. */
export function providerRuns(emit: Emit, uniqueId: (given?: Id) => string): ProviderRuns {
  let latest: string | undefined
  const idOf = (id: Id): string => id || (latest ??= uniqueId())

  return {
    call(id, toolName, given, metadata) {
      latest = uniqueId(id)
      const input = given ?? {}
      emit({
        type: 'tool-call',
        toolCallId: latest,
        toolName,
        inputText: JSON.stringify(input),
        input,
        providerExecuted: true,
        metadata,
      })
    },
    result(id, toolName, output, resultSignature) {
      const toolCallId = idOf(id)
      const metadata = told({ resultSignature })
      emit({ type: 'tool-result', toolCallId, toolName, output, providerExecuted: true, metadata })
    },
    idOf,
  }
}
