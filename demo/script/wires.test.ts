import { createChat, fetchHttpStream, type Part } from 'nanowire'
import { expect, test } from 'vitest'
import { canHave, faults, type FaultName } from './faults.ts'
import { scriptedReply } from './reply.ts'
import { wires, type WireName } from './wires.ts'
import { answerTo } from './wires/answer.ts'

const answer = answerTo('How long?')
const names = Object.keys(wires) as WireName[]
const codes: Readonly<Record<FaultName, string | undefined>> = {
  none: undefined,
  'not-found': 'http',
  'server-error': 'http',
  'login-page': 'content-type',
  malformed: 'malformed',
  'error-event': 'server',
  cut: 'network',
  'no-terminator': 'truncated',
  'too-long': 'too-large',
}

test.each(names)('%s says the whole answer, with no protocol named', async name => {
  const { content, status, code, parts } = await read(name, 'none')
  expect(code).toBeUndefined()
  expect(status).toBe('complete')
  const said = content.replaceAll('\n\n', '')
  expect(said).toBe([...answer.opening, ...answer.text].join('').replaceAll('\n\n', ''))
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

test.each(faulty)('%s with %s is told by its code', async (name, fault) => {
  const { code, content } = await read(name, fault)
  expect(code).toBe(codes[fault])
  const begins = !/^(http|content-type)$/.test(codes[fault]!)
  expect(content.startsWith(answer.opening.join(''))).toBe(begins)
})

interface Told {
  readonly code: string | undefined
  readonly content: string
  readonly status?: string
  readonly parts: readonly Part[]
}

/** What becomes of the scripted reply, its pieces as they are cut. */
async function read(name: WireName, fault: FaultName): Promise<Told> {
  const { status, headers, pieces, cut } = scriptedReply(name, fault, 'How long?')
  const left = pieces.values()
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { done, value } = left.next()
      if (!done) controller.enqueue(value)
      else if (cut) controller.error(new TypeError('terminated'))
      else controller.close()
    },
  })
  const chat = createChat({
    connection: fetchHttpStream('http://localhost/', {
      fetch: async () => new Response(body, { status, headers }),
      retry: { attempts: 0 },
      maxRecordLength: 20_000,
    }),
  })
  await chat.sendMessage('How long?')
  const code = chat.$error.get()?.code
  const answered = chat.$messages.get().find(({ role }) => role === 'assistant')
  chat.destroy()
  return { content: '', parts: [], ...answered, code }
}
