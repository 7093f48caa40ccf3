import { RESULT } from './wires/answer.ts'

/**
 * The prompt in a request's body, in any protocol; `RESULT` if an answer in the AI SDK's protocol
 * continues after a tool call that the page has run.
 */
export function promptOf(body: unknown): string {
  const { messages, input, contents, message, content } = fields(body)
  const turns = [messages, input, contents].find(list => Array.isArray(list))
  if (turns && /"state":"output-/.test(JSON.stringify(fields(turns.at(-1)).parts) ?? ''))
    return RESULT
  const asked = turns
    ? turns.findLast(one => fields(one).role === 'user')
    : { content: message ?? content }
  const said = fields(asked)
  return textOf(said.content ?? said.parts)
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map(part => fields(part).text)
    .filter(text => typeof text === 'string')
    .join('')
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
