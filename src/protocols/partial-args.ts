/** A piece of a call's input: a value, or the start or the rest of a text, at a place of the input. */
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

/** Steps of a path; no tool's input is deeper, and the stack ends somewhere. */
const DEEPEST = 200

/** The input with one more piece: a copy where it changes, so that what was shown before stays. */
export function withPartialArg(input: unknown, arg: PartialArg): unknown {
  const { stringValue, willContinue } = arg
  const path = arg.jsonPath ?? ''
  const value = stringValue ?? arg.numberValue ?? arg.boolValue ?? null
  const isEmpty = value === null && !('nullValue' in arg)
  const keys = keysOf(path)
  if (keys.length === 0 || keys.length > DEEPEST || (isEmpty && willContinue)) return input
  return withValue(input, keys, 0, before => {
    // Without a value it ends what is there, or is an object or a list with nothing in it.
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
    // Lists come in order, and no index may make one of a billion gaps.
    const at = Math.min(key, list.length)
    list[at] = withValue(list[at], keys, depth + 1, change)
    return list
  }
  const fields = new Map<string, unknown>(Object.entries(Object(base) === base ? base! : {}))
  fields.set(key, withValue(fields.get(key), keys, depth + 1, change))
  return Object.fromEntries(fields)
}
