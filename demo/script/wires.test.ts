import { createChat, fetchHttpStream, type Part } from 'nanowire'
import { describe, expect, test } from 'vitest'
import { canHave, faults, type FaultName } from './faults.ts'
import { replyTo, scriptOf } from './script.ts'
import { hasLines, keepAliveOf, lineEnds } from './shape.ts'
import { wires, type WireName } from './wires.ts'
import { answerTo } from './wires/answer.ts'

const answer = answerTo('How long?')
const said = [...answer.opening, ...answer.text].join('').replaceAll('\n\n', '')
const names = Object.keys(wires) as WireName[]
const codes: Readonly<Record<FaultName, string | undefined>> = {
  none: undefined,
  'not-found': 'http',
  'server-error': 'http',
  'rate-limited': 'http',
  'login-page': 'content-type',
  malformed: 'malformed',
  'invalid-utf8': undefined,
  'error-event': 'server',
  cut: 'network',
  stall: 'timeout',
  'no-terminator': 'truncated',
  'too-long': 'too-large',
  burst: undefined,
}

test.each(names)('%s says the whole answer, with no protocol named', async wire => {
  const { content, status, code, parts } = await read({ wire })
  expect(code).toBeUndefined()
  expect(status).toBe('complete')
  expect(content.replaceAll('\n\n', '')).toBe(said)
  for (const part of parts) {
    if (part.type === 'tool-call') {
      expect(part).toMatchObject({ input: answer.tool.input, state: 'output-available' })
    }
  }
})

const faulty = names.flatMap(name =>
  (Object.keys(faults) as FaultName[])
    .filter(fault => fault !== 'none' && canHave(wires[name], fault))
    .map(fault => [name, fault] as const),
)

test.each(faulty)('%s with %s is told by its code', async (wire, fault) => {
  const { code, content, status } = await read({ wire, fault })
  expect(code).toBe(codes[fault])
  const begins = !/^(http|content-type)$/.test(codes[fault] ?? '')
  expect(content.startsWith(answer.opening.join(''))).toBe(begins)
  if (code === undefined) expect(status).toBe('complete')
  if (fault === 'invalid-utf8') expect(content).toContain(' [\uFFFD\uFFFD(]')
  if (fault === 'burst') expect(content.match(/ token\d+/g)).toHaveLength(10_000)
})

test.each(names)('%s passes its second attempt after a 429', async wire => {
  expect(await read({ wire, fault: 'rate-limited', attempt: '2' })).toMatchObject({
    code: undefined,
    status: 'complete',
  })
})

describe.each(names)('%s says the same', wire => {
  const shapes = [
    ...(hasLines(wires[wire]) ? Object.keys(lineEnds).map(lineEnd => ({ lineEnd })) : []),
    ...(keepAliveOf(wires[wire]) === undefined ? [] : [{ keepAlive: 'true' }]),
    { bom: 'true' },
    { size: '1' },
    { size: '7' },
    { size: 'whole' },
    { lineEnd: 'crlf', bom: 'true', keepAlive: 'true', size: '2' },
  ]
  test.each(shapes)('with %j', async shape => {
    const { content, status, code } = await read({ wire, ...shape })
    expect({ code, status }).toEqual({ code: undefined, status: 'complete' })
    expect(content.replaceAll('\n\n', '')).toBe(said)
  })
})

interface Told {
  readonly code: string | undefined
  readonly content: string
  readonly status?: string
  readonly parts: readonly Part[]
}

/** What becomes of the scripted reply, its pieces as they are cut. */
async function read(query: Readonly<Record<string, string>>): Promise<Told> {
  const script = scriptOf(new URLSearchParams(query))
  const prompt = JSON.stringify({ messages: [{ role: 'user', content: 'How long?' }] })
  const { status, headers, pieces, ending } = replyTo(script, prompt)
  const left = pieces.values()
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { done, value } = left.next()
      if (!done) controller.enqueue(value.bytes)
      else if (ending === 'silence') return new Promise<void>(() => {})
      else if (ending === 'cut') controller.error(new TypeError('terminated'))
      else controller.close()
      return undefined
    },
  })
  const chat = createChat({
    connection: fetchHttpStream('http://localhost/', {
      fetch: async () => new Response(body, { status, headers }),
      retry: { attempts: 0 },
      maxRecordLength: 20_000,
      timeouts: { ...(ending === 'silence' && { stall: 50 }) },
    }),
  })
  await chat.sendMessage('How long?')
  const code = chat.$error.get()?.code
  const answered = chat.$messages.get().find(({ role }) => role === 'assistant')
  chat.destroy()
  return { content: '', parts: [], ...answered, code }
}
