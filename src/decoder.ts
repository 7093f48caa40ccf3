/**
 * Turns a stream of inputs into a stream of outputs, however the input is cut.
 *
 * `push` returns what this input has completed, in order; `end` returns what only the end
 * completes. At an error, a decoder first returns what came before it, and throws at the next call,
 * so that no cut of the input changes the result: if `end` returned something, call it once more.
 * After an `end` that threw because something was cut off, a further `push` may continue.
 */
export interface Decoder<In, Out> {
  push(input: In): Out[]
  end(): Out[]
}

/**
 * A decoder made of one function, which gets the input (`undefined`, once, at the end) and the list
 * to add outputs to, and may throw at any point.
 */
export function createDecoder<In, Out>(
  step: (input: In | undefined, out: Out[]) => void,
): Decoder<In, Out> {
  let closed = false
  let failure: { readonly error: unknown } | undefined
  const run = (input?: In): Out[] => {
    if (failure) {
      const { error } = failure
      if (closed) failure = undefined
      closed = false
      throw error
    }
    const out: Out[] = []
    if (closed) return out
    closed = input === undefined
    try {
      step(input, out)
    } catch (error) {
      if (out.length > 0 || !closed) failure = { error }
      if (out.length === 0) {
        closed = false
        throw error
      }
    }
    return out
  }
  return { push: run, end: run }
}

/** Adds what a decoder's end completes, then throws the error that came after. */
export function addEnd<Out>(decoder: Pick<Decoder<never, Out>, 'end'>, out: Out[]): void {
  for (let last; (last = decoder.end()).length > 0;) out.push(...last)
}
