import type { CutRecord } from './trace.ts'

/** A stretch of the answer's text that had the same fate in the naive reader. */
export interface Stretch {
  readonly fate: 'kept' | 'broken' | 'lost'
  /** What the naive reader shows; empty where the text is lost. */
  readonly naive: string
  /** The real text. */
  readonly whole: string
  /** The words on both sides of the lost text now touch. */
  readonly glues: boolean
}

/** The text of these records, as the naive reader has it and as it really is. */
export function stretchesOf(records: readonly CutRecord[]): readonly Stretch[] {
  const stretches: Stretch[] = []
  for (const { fate, text, naiveText } of records) {
    if (text === '' && naiveText === '') continue
    const last = stretches.at(-1)
    const naive = fate === 'lost' ? '' : naiveText
    if (last?.fate === fate) {
      stretches[stretches.length - 1] = {
        ...last,
        naive: last.naive + naive,
        whole: last.whole + text,
      }
    } else stretches.push({ fate, naive, whole: text, glues: false })
  }
  return stretches.map((stretch, index) => ({
    ...stretch,
    glues: stretch.fate === 'lost' && glues(stretches[index - 1], stretch, stretches[index + 1]),
  }))
}

/** Whether two words touch because the space between them was lost. */
function glues(before: Stretch | undefined, lost: Stretch, after: Stretch | undefined): boolean {
  if (!before || !after || !/\s/.test(lost.whole + after.whole.slice(0, 1))) return false
  return /\S$/.test(before.naive) && /^\S/.test(after.naive)
}
