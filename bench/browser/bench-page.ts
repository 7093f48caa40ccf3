/** What a page tells of itself to the one who measures it. */
export interface BenchPage {
  /** How often each row was rendered, by the message's id. */
  readonly renders: Record<string, number>
  /** Asks the question whose answer is measured; set once the page is there. */
  ask?: () => void
  isDone: boolean
}

interface Past {
  readonly id: string
  readonly role: 'user' | 'assistant'
  readonly text: string
}

export const bench: BenchPage = { renders: {}, isDone: false }

Object.assign(globalThis, { bench })

/** Messages that are there before, as many as a long conversation has. */
export function pastMessages(): readonly Past[] {
  return Array.from({ length: 500 }, (_, at) => ({
    id: `m${at}`,
    role: at % 2 === 0 ? 'user' : 'assistant',
    text: `Message ${at}: ${'the quick brown fox jumps over the lazy dog, '.repeat(1 + (at % 4))}`,
  }))
}

export function countRender(id: string): void {
  bench.renders[id] = (bench.renders[id] ?? 0) + 1
}

let isUnderWay = false

/** Marks the times of the answer: called by the page whenever it has the status before its eyes. */
export function markStatus(status: string): void {
  if (status === 'submitted' || status === 'streaming') isUnderWay = true
  else if (isUnderWay) {
    performance.mark('bench-done')
    bench.isDone = true
  }
}

/** Marks the time at which the first text of an answer stands in the page. */
export function watchText(root: HTMLElement): void {
  const before = pastMessages().length
  const observer = new MutationObserver(() => {
    const rows = root.querySelectorAll('article')
    if (rows.length < before + 2 || !rows[rows.length - 1]?.textContent) return
    observer.disconnect()
    performance.mark('bench-text')
  })
  observer.observe(root, { childList: true, subtree: true, characterData: true })
}
