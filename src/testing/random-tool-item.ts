import {
  item,
  text,
  type Fields,
  type ResponseEvent,
  type Style,
  type Told,
} from './random-item.ts'
import { randomTexts } from './texts-of.ts'

/** An item of one of the API's own tools, or of its internal kinds. */
export function randomToolItem(style: Style, index: number): Told {
  const { random } = style
  const { pick } = random
  const call_id = `call_${index}`
  const steps =
    (of: string, ...names: readonly string[]) =>
    (at: Fields): ResponseEvent[] =>
      names.map(name => ({ type: `response.${of}.${name}` as 'response.queued', ...at }))
  const searching = ['in_progress', 'searching', 'completed']
  const code = 'print("ö")'
  const url = '{"url":"a"}'
  const mcp = { name: 'shorten', server_label: 'zip' }
  const state = pick(['completed', 'failed'] as const)
  const diff = '+ "a"\n'
  const operation = { type: 'create_file', path: 'a', diff: '' }
  const local = { environment: { type: 'local' } }
  return pick([
    () =>
      item(
        index,
        { type: 'web_search_call' },
        {
          action: pick([
            { type: 'search', query: 'Öl' },
            { type: 'open_page', url: 'a' },
          ]),
        },
        steps('web_search_call', ...searching),
      ),
    () =>
      item(
        index,
        { type: 'file_search_call', queries: [], results: null },
        { queries: ['Öl'], results: pick([null, [{ file_id: 'f-1', filename: 'a.pdf' }]]) },
        steps('file_search_call', ...searching),
      ),
    () =>
      item(
        index,
        { type: 'code_interpreter_call', code: '', container_id: 'c', outputs: null },
        { code, outputs: pick([null, [{ type: 'logs', logs: 'ö' }]]) },
        at => [
          ...steps('code_interpreter_call', 'in_progress')(at),
          ...text(style, 'code_interpreter_call_code', randomTexts(code, random), at, 'code'),
          ...steps('code_interpreter_call', 'interpreting', 'completed')(at),
        ],
      ),
    () =>
      item(
        index,
        { type: 'image_generation_call' },
        { result: 'QUJD', output_format: 'png', action: 'generate' },
        steps('image_generation_call', 'in_progress', 'generating', 'partial_image', 'completed'),
      ),
    () =>
      item(index, { type: 'mcp_list_tools', ...mcp, tools: [] }, {}, at => [
        ...steps('mcp_list_tools', 'in_progress', state)(at),
      ]),
    () =>
      item(
        index,
        { type: 'mcp_call', ...mcp, arguments: '', output: null, error: null },
        {
          arguments: url,
          status: state,
          ...(state === 'failed' ? { error: 'No.' } : { output: 'b' }),
        },
        at => [
          ...steps('mcp_call', 'in_progress')(at),
          ...text(style, 'mcp_call_arguments', randomTexts(url, random), at, 'arguments'),
          ...steps('mcp_call', state)(at),
        ],
      ),
    () => item(index, { type: 'mcp_approval_request', ...mcp, arguments: url }, {}),
    () => item(index, { type: 'compaction', encrypted_content: 'gAAA==' }, {}),
    () =>
      item(
        index,
        { type: 'local_shell_call', call_id },
        { action: { type: 'exec', command: ['ls'] } },
      ),
    () => item(index, { type: 'shell_call', call_id, ...local }, { action: { commands: ['ls'] } }),
    () =>
      item(
        index,
        { type: 'apply_patch_call', call_id, operation },
        { operation: { ...operation, diff } },
        at => text(style, 'apply_patch_call_operation_diff', randomTexts(diff, random), at, 'diff'),
      ),
    () => item(index, { type: 'computer_call', call_id, action: { type: 'screenshot' } }, {}),
  ])()
}
