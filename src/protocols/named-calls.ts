import type { Emit } from './decode-records.ts'

interface Call {
  readonly id: string
  readonly name: string | undefined
  called: boolean
}

/** What is told of a call: of its input, all of it, something about it, or its result. */
export type CallStage = 'input' | 'call' | 'about' | 'result'

/**
 * Names the calls of a wire that may leave their ids out. Without one it is the last call of its name,
 * or of all, that still waits: for its input or else for its result. A call that is new is begun.
 */
export function namedCalls(
  emit: Emit,
): (stage: CallStage, name: string | undefined, id?: string) => string {
  const open: Call[] = []
  let count = 0

  return (stage, name, id) => {
    const isCalled = stage === 'about' || stage === 'result'
    let call = open.findLast(known =>
      id ? known.id === id : (!name || known.name === name) && known.called === isCalled,
    )
    if (!call) {
      count++
      call = { id: id ?? `call-${count}`, name, called: false }
      open.push(call)
      if (name) emit({ type: 'tool-input-start', toolCallId: call.id, toolName: name })
    }
    if (stage === 'call') call.called = true
    if (stage === 'result') open.splice(open.indexOf(call), 1)
    return call.id
  }
}
