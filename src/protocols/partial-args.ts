/** A fragment of a call's input: a value, or a piece of a string, at a path within the input. */
export interface PartialArg {
  /** Such as `$.recipe.steps[0]['how long']`; `$.tags[]` ends a list. */
  readonly jsonPath?: string | null
  readonly stringValue?: string | null
  readonly numberValue?: number | null
  readonly boolValue?: boolean | null
  readonly nullValue?: unknown
  readonly willContinue?: boolean | null
}

type Key = string | number

/** The longest path that is followed: no input is deeper, and recursion has to end somewhere. */
const DEEPEST = 200

/** The input with one more fragment, copied where it changes: earlier events hold the old one. */
export function withPartialArg(input: unknown, arg: PartialArg): unknown {
  const { stringValue, willContinue } = arg
  const path = arg.jsonPath ?? ''
  const value = stringValue ?? arg.numberValue ?? arg.boolValue ?? null
  const isEmpty = value === null && !('nullValue' in arg)
  const keys = keysOf(path)
  if (keys.length === 0 || keys.length > DEEPEST || (isEmpty && willContinue)) return input
  return withValue(input, keys, 0, before => {
    // Without a value, the fragment ends what is there, or is an empty object or list.
    if (isEmpty) return before === undefined ? (path.endsWith('[]') ? [] : {}) : before
    return typeof before === 'string' && typeof value === 'string' ? before + value : value
  })
}

function keysOf(path: string): readonly Key[] {
  const steps = path
    .replace(/^\$/, '')
    .matchAll(/\[(\d+)\]|\["([^"]*)"\]|\['([^']*)'\]|([^.[\]]+)/g)
  return Array.from(steps, ([, index, ...names]) =>
    index === undefined ? (names.find(name => name !== undefined) ?? '') : Number(index),
  )
}

function withValue(
  base: unknown,
  keys: readonly Key[],
  depth: number,
  change: (before: unknown) => unknown,
): unknown {
  const key = keys[depth]
  if (key === undefined) return change(base)
  if (typeof key === 'number') {
    const list: unknown[] = Array.isArray(base) ? base.slice() : []
    // Items come in order, and a huge index must not make a list of a billion gaps.
    const at = Math.min(key, list.length)
    list[at] = withValue(list[at], keys, depth + 1, change)
    return list
  }
  const fields = new Map<string, unknown>(Object.entries(Object(base) === base ? base! : {}))
  fields.set(key, withValue(fields.get(key), keys, depth + 1, change))
  return Object.fromEntries(fields)
}
