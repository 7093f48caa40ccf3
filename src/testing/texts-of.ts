import type { Random } from './random.ts'

/** A text that arrives in these pieces. */
export async function* textsOf(
  ...texts: readonly string[]
): AsyncGenerator<string, void, undefined> {
  yield* texts
}

/** A text cut into pieces of random lengths, 0 to `longest` UTF-16 units, even inside a pair. */
export function randomTexts(text: string, random: Random, longest = 6): string[] {
  const texts: string[] = []
  for (let at = 0; at < text.length;) {
    const end = at + random.below(longest + 1)
    texts.push(text.slice(at, end))
    at = end
  }
  return texts
}
