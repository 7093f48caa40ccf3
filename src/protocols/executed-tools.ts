import type { CitedSources } from './cited-sources.ts'
import type { Emit } from './decode-records.ts'
import type { ExecutedTool } from './openai-chat-wire.ts'
import { parseOutput } from './parse-output.ts'
import { parseInput } from './tool-inputs.ts'

/** Emits the calls of tools that a server runs itself, and collects the sources that they find. */
export interface ExecutedTools {
  /** How many of the model's calls were for a search of the server's own. */
  readonly searches: number
  /** Reads a call with its result, as Groq sends them. */
  execute(tool: ExecutedTool | null): void
  /** Reads what a search found: StepFun sends it with the call, MiniMax as a tool's message. */
  find(id: string | null | undefined, found: unknown): void
}

export function executedTools(emit: Emit, { note }: CitedSources): ExecutedTools {
  const executed = new Set<string>()
  let searches = 0

  /** Emits a tool's output, if there is any yet. */
  const give = (toolCallId: string, given: unknown): void => {
    const output = parseOutput(given)
    if (output) emit({ type: 'tool-result', toolCallId, output, providerExecuted: true })
  }

  return {
    get searches() {
      return searches
    },
    execute(tool) {
      const { index = executed.size, type: toolName = '', output, search_results } = tool ?? {}
      const toolCallId = `executed-${index + 1}`
      const inputText = tool?.arguments ?? ''
      if (!executed.has(toolCallId)) {
        executed.add(toolCallId)
        const input = parseInput(inputText)
        emit({ type: 'tool-call', toolCallId, toolName, inputText, input, providerExecuted: true })
      }
      const results = search_results?.results
      give(toolCallId, results?.length ? search_results : output)
      note(results)
    },
    find(id, found) {
      if (!id || !found) return
      searches++
      give(id, found)
      note(parseOutput(found))
    },
  }
}
