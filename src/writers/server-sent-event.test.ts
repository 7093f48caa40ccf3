import { expect, test } from 'vitest'
import { serverSentEvents } from '../framing/server-sent-events.ts'
import { utf8 } from '../testing/utf8.ts'
import { serverSentEvent } from './server-sent-event.ts'

test.each([
  '',
  ' a space before',
  'two\nlines',
  'a line end last\n',
  '\n',
  '{"an":"object"}',
  ': no comment',
])('%j is read as it was written', data => {
  const written = serverSentEvent({ id: '7', event: 'told', data }) + serverSentEvent({ data })
  expect(serverSentEvents().push(utf8(written))).toEqual([
    { event: 'told', data, id: '7' },
    { event: 'message', data, id: '7' },
  ])
})

test('every line end is one of the wire’s own', () => {
  const [event] = serverSentEvents().push(utf8(serverSentEvent({ data: 'a\r\nb\rc\nd' })))
  expect(event?.data).toBe('a\nb\nc\nd')
})
