import type { Emit } from './decode-records.ts'

interface Call {
  readonly id: string
  readonly name: string | undefined
  called: boolean
}

/** What a record holds: an input so far, a whole call, a request for approval, or a result. */
export type CallStage = 'input' | 'call' | 'about' | 'result'

/**
 * Finds the id of a record's call, for servers that may leave ids out. Without an id it is the
 * latest call (of the record's name, if it has one) that still waits for what the record holds: its
 * input, or its result. If there is no such call, a new one begins.
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
