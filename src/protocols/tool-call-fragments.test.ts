import { expect, test } from 'vitest'
import type { StreamEvent } from '../stream-event.ts'
import { processorTime } from '../testing/processor-time.ts'
import { toolCallFragments, type ToolCallFragment } from './tool-call-fragments.ts'

interface Made {
  readonly id: string
  readonly name: string
  readonly input: unknown
}

/** The calls that come of fragments, in the order in which they began. */
function merge(...fragments: readonly ToolCallFragment[]): readonly Made[] {
  const events: StreamEvent[] = []
  const calls = toolCallFragments(event => events.push(event))
  for (const fragment of fragments) calls.add(fragment)
  calls.completeAll()
  return events.flatMap(event => {
    if (event.type !== 'tool-input-start') return []
    const done = events.find(
      ({ type, ...other }) =>
        type === 'tool-call' && 'toolCallId' in other && other.toolCallId === event.toolCallId,
    )
    const input = done?.type === 'tool-call' ? done.input : undefined
    return [{ id: event.toolCallId, name: event.toolName, input }]
  })
}

function piece(given: {
  index?: number
  id?: string
  name?: string
  args?: unknown
}): ToolCallFragment {
  const { name, args, ...rest } = given
  return { ...rest, function: { name, arguments: args } } as ToolCallFragment
}

test('continues the call with the fragment’s id', () => {
  expect(
    merge(
      piece({ id: 'a', name: 'now', args: '{"z":' }),
      piece({ id: 'b', name: 'here', args: '{' }),
      piece({ id: 'a', args: '1}' }),
      piece({ id: 'b', args: '}' }),
    ),
  ).toEqual([
    { id: 'a', name: 'now', input: { z: 1 } },
    { id: 'b', name: 'here', input: {} },
  ])
})

test('continues a call whose start had the index of another', () => {
  expect(
    merge(
      piece({ index: 0, id: 'a', name: 'now', args: '' }),
      piece({ index: 0, args: '{"z":1}' }),
      piece({ index: 0, id: 'b', name: 'here', args: '' }),
      piece({ index: 1, args: '{"y":' }),
      piece({ index: 1, args: '2}' }),
    ),
  ).toEqual([
    { id: 'a', name: 'now', input: { z: 1 } },
    { id: 'b', name: 'here', input: { y: 2 } },
  ])
})

test('continues a call whose input has the index of the start before it', () => {
  expect(
    merge(
      piece({ index: 2, id: 'a', name: 'now', args: '' }),
      piece({ index: 1, args: '{"z":' }),
      piece({ index: 1, args: '1}' }),
      piece({ index: 3, id: 'b', name: 'here', args: '' }),
      piece({ index: 2, args: '{"y":' }),
      piece({ index: 2, args: '2}' }),
    ),
  ).toEqual([
    { id: 'a', name: 'now', input: { z: 1 } },
    { id: 'b', name: 'here', input: { y: 2 } },
  ])
})

test('keeps an input whose name comes later from the call before it', () => {
  expect(
    merge(
      piece({ index: 0, id: 'a', name: 'now', args: '{"z":1}' }),
      piece({ index: 1, args: '{"y":' }),
      piece({ index: 1, id: 'b', name: 'here', args: '2}' }),
    ),
  ).toMatchObject([{ name: 'now', input: { z: 1 } }, { name: 'here' }])
})

test('keeps a call that begins within the input of another apart', () => {
  for (const begun of [
    [piece({ index: 1, name: 'here', args: '{"y":2}' })],
    [piece({ index: 1, id: 'b', args: '{"y":2}' }), piece({ index: 1, name: 'here' })],
  ]) {
    const head = piece({ index: 0, id: 'a', name: 'now', args: '{"z":' })
    expect(merge(head, ...begun, piece({ index: 0, args: '1}' }))).toMatchObject([
      { name: 'now', input: { z: 1 } },
      { name: 'here', input: { y: 2 } },
    ])
  }
})

test('keeps an input that is repeated within that of the next call apart', () => {
  expect(
    merge(
      piece({ index: 0, id: 'a', name: 'now', args: '{"z":1}' }),
      piece({ index: 1, id: 'b', name: 'here', args: '{"y":' }),
      piece({ index: 0, args: '{"z":1}' }),
      piece({ index: 1, args: '2}' }),
    ),
  ).toMatchObject([{ input: { z: 1 } }, { input: { y: 2 } }])
})

test('passes over an empty fragment before a call', () => {
  expect(
    merge(
      piece({ index: 0, id: '', name: '', args: '' }),
      piece({ index: 0, id: 'a', name: 'now', args: '{}' }),
    ),
  ).toEqual([{ id: 'a', name: 'now', input: {} }])
})

test('continues the call last seen at the fragment’s index', () => {
  expect(
    merge(
      piece({ index: 0, id: 'a', name: 'now', args: '{"z":' }),
      piece({ index: 1, id: 'b', name: 'here', args: '{' }),
      piece({ index: 0, args: '1}' }),
      piece({ index: 1, args: '}' }),
    ),
  ).toMatchObject([{ input: { z: 1 } }, { input: {} }])
})

test('continues the latest call where a fragment has neither id nor index', () => {
  expect(merge(piece({ id: 'a', name: 'now', args: '{"z":' }), piece({ args: '1}' }))).toEqual([
    { id: 'a', name: 'now', input: { z: 1 } },
  ])
})

test('continues the call at the fragment’s place where it has neither id nor index', () => {
  const events: StreamEvent[] = []
  const calls = toolCallFragments(event => events.push(event))
  for (const fragments of [
    [piece({ id: 'a', name: 'now', args: '' }), piece({ id: 'b', name: 'here', args: '' })],
    [piece({ args: '{"z":1}' }), piece({ args: '{"z":2}' })],
  ]) {
    fragments.forEach((fragment, place) => calls.add(fragment, place))
  }
  expect(events.slice(2)).toEqual([
    { type: 'tool-input-delta', toolCallId: 'a', delta: '{"z":1}' },
    { type: 'tool-input-delta', toolCallId: 'b', delta: '{"z":2}' },
  ])
})

test('begins a call at a new id with a name, also at an index in use', () => {
  expect(
    merge(
      piece({ index: 0, id: 'a', name: 'now', args: '{}' }),
      piece({ index: 0, id: 'b', name: 'here', args: '{"z":' }),
      piece({ index: 0, args: '1}' }),
    ),
  ).toEqual([
    { id: 'a', name: 'now', input: {} },
    { id: 'b', name: 'here', input: { z: 1 } },
  ])
})

test('takes a new id without a name for the same call', () => {
  expect(
    merge(
      piece({ index: 0, id: 'a', name: 'now', args: '{"z":' }),
      piece({ index: 0, id: 'a2', args: '1' }),
      piece({ index: 0, id: 'a3', name: '', args: '}' }),
    ),
  ).toEqual([{ id: 'a', name: 'now', input: { z: 1 } }])
})

test('tells a call once its name is known, with what came before', () => {
  expect(
    merge(
      piece({ index: 0, id: 'a', args: '{"z"' }),
      piece({ index: 0, name: 'now', args: ':1}' }),
    ),
  ).toEqual([{ id: 'a', name: 'now', input: { z: 1 } }])
})

test('keeps the first name where servers repeat it', () => {
  expect(
    merge(
      piece({ index: 0, id: 'a', name: 'now', args: '{"z":' }),
      piece({ index: 0, id: 'a', name: 'now', args: '1}' }),
    ),
  ).toEqual([{ id: 'a', name: 'now', input: { z: 1 } }])
  expect(
    merge(
      piece({ index: 0, id: 'a', name: 'now', args: '{"z":' }),
      piece({ id: 'a', name: 'now', args: '1}' }),
    ),
  ).toEqual([{ id: 'a', name: 'now', input: { z: 1 } }])
  expect(
    merge(piece({ name: 'now', args: '{"z":{}' }), piece({ name: 'now', args: '}' })),
  ).toMatchObject([{ name: 'now', input: { z: {} } }])
})

test.each([{}, { id: 'a' }])(
  'keeps a call for one where its name comes again with %j behind all of its input',
  again => {
    const head = piece({ index: 0, id: 'a', name: 'now', args: '{"z":1' })
    for (const rest of ['', '\n']) {
      const pieces = ['}', rest].map(args => piece({ index: 0, name: 'now', args, ...again }))
      expect(merge(head, ...pieces)).toEqual([{ id: 'a', name: 'now', input: { z: 1 } }])
    }
  },
)

test('begins a call at a name without an id once the call before is complete', () => {
  expect(
    merge(piece({ name: 'now', args: '{}' }), piece({ name: 'here', args: { z: 1 } })),
  ).toEqual([
    { id: 'call-1', name: 'now', input: {} },
    { id: 'call-2', name: 'here', input: { z: 1 } },
  ])
  expect(
    merge(
      piece({ index: 0, name: 'now', args: '{"z":1}' }),
      piece({ index: 0, args: '\n' }),
      piece({ index: 0, name: 'now', args: '{"z":2}' }),
    ),
  ).toMatchObject([{ input: { z: 1 } }, { input: { z: 2 } }])
})

test('begins a call at a known id with a name at another index', () => {
  expect(
    merge(
      piece({ index: 0, id: 'now', name: 'now', args: '{"z":1}' }),
      piece({ index: 1, id: 'now', name: 'now', args: '{"z":1}' }),
    ),
  ).toEqual([
    { id: 'now', name: 'now', input: { z: 1 } },
    { id: 'now-2', name: 'now', input: { z: 1 } },
  ])
})

test('begins a call at a known id with another name', () => {
  expect(
    merge(
      piece({ index: 0, id: 'a', name: 'now' }),
      piece({ index: 0, args: '{"z":1}' }),
      piece({ index: 0, id: 'a', name: 'here' }),
      piece({ index: 0, args: '{"z":2}' }),
    ),
  ).toEqual([
    { id: 'a', name: 'now', input: { z: 1 } },
    { id: 'a-2', name: 'here', input: { z: 2 } },
  ])
})

test('takes no input for an empty one, and keeps one that is not JSON as text alone', () => {
  expect(merge(piece({ id: 'a', name: 'now', args: '' }))).toMatchObject([{ input: {} }])
  expect(merge(piece({ id: 'a', name: 'now', args: '{"z":' }))).toMatchObject([
    { input: undefined },
  ])
})

test('takes ids for names only, whatever they are', () => {
  expect(
    merge(
      piece({ id: '__proto__', name: 'constructor', args: '{' }),
      piece({ id: '__proto__', args: '}' }),
      piece({ id: 'toString', name: 'now', args: '{}' }),
    ),
  ).toEqual([
    { id: '__proto__', name: 'constructor', input: {} },
    { id: 'toString', name: 'now', input: {} },
  ])
})

test('begins a call where another name comes at an index in use', () => {
  expect(
    merge(
      piece({ index: 0, name: 'now', args: '' }),
      piece({ index: 0, name: 'here', args: '{"z":' }),
      piece({ index: 0, name: 'here', args: '1}' }),
    ),
  ).toMatchObject([
    { name: 'now', input: {} },
    { name: 'here', input: { z: 1 } },
  ])
})

test('continues a call under an id that is new with each fragment', () => {
  expect(
    merge(
      piece({ index: 0, id: 'a', name: 'now', args: '{"z":' }),
      piece({ index: 0, id: 'b', name: 'now', args: '1' }),
      piece({ index: 0, id: 'c', name: 'now', args: '}' }),
      piece({ index: 0, id: 'd', name: 'now', args: '{"z":2}' }),
      piece({ index: 0, id: 'e', name: 'now', args: '' }),
      piece({ index: 0, id: 'f', name: 'now', args: '' }),
      piece({ index: 0, args: '{"z":3}' }),
    ),
  ).toEqual([
    { id: 'a', name: 'now', input: { z: 1 } },
    { id: 'd', name: 'now', input: { z: 2 } },
    { id: 'e', name: 'now', input: {} },
    { id: 'f', name: 'now', input: { z: 3 } },
  ])
})

test('continues a call under new ids where a piece opens an object within the input', () => {
  expect(
    merge(
      piece({ index: 0, id: 'a', name: 'now', args: '{"z":' }),
      piece({ index: 0, id: 'b', name: 'now', args: ' {"y":[' }),
      piece({ index: 0, id: 'c', name: 'now', args: '' }),
      piece({ index: 0, id: 'd', name: 'now', args: '{' }),
      piece({ index: 0, id: 'e', name: 'now', args: '}' }),
      piece({ index: 0, id: 'e2', name: 'now', args: ']}}' }),
      piece({ index: 0, id: 'f', name: 'now', args: "{'z': 1}" }),
      piece({ index: 0, id: 'g', name: 'now', args: '{"z":2}' }),
    ),
  ).toEqual([
    { id: 'a', name: 'now', input: { z: { y: [{}] } } },
    { id: 'f', name: 'now', input: undefined },
    { id: 'g', name: 'now', input: { z: 2 } },
  ])
})

test('takes a call that is told again for the same, and another under its id for the next', () => {
  const call = piece({ index: 0, id: 'a', name: 'now', args: '{"z":1}' })
  const begun = piece({ index: 0, id: 'a', name: 'now', args: '{"z"' })
  const other = piece({ index: 0, id: 'a', name: 'now', args: '{"z":2}' })
  expect(merge(begun, piece({ index: 0, args: ':1}' }), call, call)).toEqual([
    { id: 'a', name: 'now', input: { z: 1 } },
  ])
  expect(merge(call, other)).toEqual([
    { id: 'a', name: 'now', input: { z: 1 } },
    { id: 'a-2', name: 'now', input: { z: 2 } },
  ])
})

test.each([
  ['repeated as it was', ['{"a":', '1}', '{"a":1}']],
  ['written anew', ['{"a":', '1}', '{ "a": 1 }']],
  ['begun with an empty one', ['{}', '{"a"', ':1}']],
  ['begun with a brace', ['{', '{"a":1}']],
  ['told from its start each time', ['{"a', '{"a":', '{"a":1', '{"a":1}']],
])('takes an input that is %s once', (_, texts) => {
  const [first, ...rest] = texts.map(args => piece({ index: 0, args }))
  expect(
    merge(piece({ index: 0, id: 'a', name: 'now' }), first as ToolCallFragment, ...rest),
  ).toEqual([{ id: 'a', name: 'now', input: { a: 1 } }])
})

test('adds nothing to an input that is repeated as it was', () => {
  const events: StreamEvent[] = []
  const calls = toolCallFragments(event => events.push(event))
  const call = piece({ index: 0, id: 'a', name: 'now', args: '{"a":1}' })
  for (const fragment of [call, call, piece({ index: 0, args: '{"a":1}' })]) calls.add(fragment)
  expect(events.slice(1)).toEqual([{ type: 'tool-input-delta', toolCallId: 'a', delta: '{"a":1}' }])
})

test('takes an input written anew once whose text has braces that meet', () => {
  const texts = ['{"a":"{1}', '{2}"}', '{ "a": "{1}{2}" }']
  const pieces = texts.map(args => piece({ index: 0, args }))
  expect(merge(piece({ index: 0, id: 'a', name: 'now' }), ...pieces)).toEqual([
    { id: 'a', name: 'now', input: { a: '{1}{2}' } },
  ])
})

test('keeps an input within which the like of its start comes again', () => {
  expect(
    merge(
      piece({ index: 0, id: 'a', name: 'find', args: '{"q":' }),
      piece({ index: 0, args: '{"q":{"z":1}}' }),
      piece({ index: 0, args: '}' }),
    ),
  ).toEqual([{ id: 'a', name: 'find', input: { q: { q: { z: 1 } } } }])
})

test('takes none of several inputs that one call is told', () => {
  expect(
    merge(
      piece({ index: 0, id: 'a', name: 'read', args: '{"a":1}' }),
      piece({ index: 0, args: '{"b":2}' }),
    ),
  ).toEqual([{ id: 'a', name: 'read', input: undefined }])
})

test('takes what a custom tool is given for the text that it is, though it is told in JSON', () => {
  for (const custom of [{ name: 'run', input: '{}' }, { input: '{}' }]) {
    const events: StreamEvent[] = []
    const calls = toolCallFragments(event => events.push(event))
    calls.add({ index: 0, id: 'a', custom })
    calls.add({ index: 0, custom: { input: '{ }' } })
    calls.completeAll()
    const made = events.filter(event => event.type === 'tool-call')
    const inputs = made.map(({ input, inputText }) => [input, inputText])
    expect(inputs).toEqual('name' in custom ? [['{}{ }', '{}{ }']] : [])
  }
})

test('takes a name that is the word null for none', () => {
  expect(
    merge(
      piece({ index: 0, id: 'a', name: 'now', args: '' }),
      piece({ index: 0, id: '', name: 'null', args: '{"z"' }),
      piece({ index: 0, id: '', name: 'null', args: ':1}' }),
    ),
  ).toEqual([{ id: 'a', name: 'now', input: { z: 1 } }])
})

test.each([
  ['told by its index', {}],
  ['told by its id', { id: 'a' }],
  ['whose name comes with each piece', { id: 'a', name: 'now' }],
])('takes linear time for an input of many objects, %s', (_how, each) => {
  const cost = (objects: number): number => {
    const texts = Array.from({ length: objects }, (_, at) => [`{"a":${at}`, '},']).flat()
    const pieces = ['{"list":[', ...texts, '0]}'].map(args => piece({ index: 0, args, ...each }))
    return processorTime(() => merge(piece({ index: 0, id: 'a', name: 'now' }), ...pieces))
  }
  // Quadratic work would cost 64 times as much.
  expect(cost(40_000) / cost(5_000)).toBeLessThan(32)
})
