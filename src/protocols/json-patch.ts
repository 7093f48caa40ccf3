/** An operation of RFC 6902. */
export interface PatchOperation {
  readonly op?: string
  readonly path?: string
  readonly from?: string
  readonly value?: unknown
}

type Branch = Readonly<Record<string, unknown>>

/**
 * The document with a JSON Patch applied: new objects where something changed, the same ones
 * elsewhere. Throws if an operation cannot be done, as RFC 6902 requires; skips an operation of an
 * unknown kind, as AG-UI requires.
 */
export function applyPatch(document: unknown, patch: readonly PatchOperation[]): unknown {
  return patch.reduce((node, { op = '', path = 'x', from = 'x', value }) => {
    if (!/^(|add|remove|replace|move|copy|test)$/.test(op)) return node
    if (op === 'test' && isEqual(valueAt(node, path), value)) return node
    if (op === 'test' || !op) throw new Error(op)
    if (!/^[mc]/.test(op)) return change(node, path, op, value)
    return change(
      op === 'move' ? change(node, from, 'remove') : node,
      path,
      'add',
      valueAt(node, from),
    )
  }, document)
}

/** Takes one step down a pointer: the object, the key in it, and the rest of the pointer. */
function step(node: unknown, pointer: string): [branch: Branch, key: string, rest: string] {
  const [, name, rest] = /^\/([^/]*)(.*)$/s.exec(pointer) ?? []
  if (name === undefined || !isBranch(node)) throw new Error(pointer)
  return [node, name.replaceAll('~1', '/').replaceAll('~0', '~'), rest as string]
}

function valueAt(node: unknown, pointer: string): unknown {
  if (pointer === '') return node
  const [branch, key, rest] = step(node, pointer)
  if (!has(branch, key)) throw new Error(pointer)
  return valueAt(branch[key], rest)
}

function change(node: unknown, pointer: string, op: string, value?: unknown): unknown {
  if (pointer === '') return value
  const [branch, name, rest] = step(node, pointer)
  const isList = Array.isArray(branch)
  const key = isList && name === '-' ? String(branch.length) : name
  const isNew = op === 'add' && rest === ''
  if (!has(branch, key) && !(isNew && (!isList || key === String(branch.length)))) {
    throw new Error(pointer)
  }
  const kept = op === 'remove' && rest === '' ? [] : [change(branch[key], rest, op, value)]
  if (isList) {
    const list: unknown[] = branch.slice()
    list.splice(Number(key), isNew ? 0 : 1, ...kept)
    return list
  }
  // A computed key is always an own property, even if it is `__proto__`.
  const { [key]: _, ...others } = branch
  return kept.length > 0 ? { ...branch, [key]: kept[0] } : others
}

function has(branch: Branch, key: string): boolean {
  return Object.hasOwn(branch, key) && !(Array.isArray(branch) && key === 'length')
}

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null
}

function isEqual(a: unknown, b: unknown): boolean {
  if (!isBranch(a) || !isBranch(b)) return a === b
  const keys = Object.keys(a)
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every(key => has(b, key) && isEqual(a[key], b[key]))
  )
}
