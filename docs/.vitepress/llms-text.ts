import { withoutLinks, type Page } from './page.ts'

interface Section {
  readonly text: string
  readonly pages: readonly Page[]
}

const INTRODUCTION = `# nanowire

> A TypeScript package for browsers: a language model's streamed answer, from any back end into nanostores.

Install it with \`npm install nanowire nanostores\`. It is ESM only. \`createChat({ connection })\` makes a chat, and
\`fetchServerSentEvents(url)\` or \`fetchHttpStream(url)\` a connection. What the server speaks is detected.
`

/** The index of the docs, by the convention of llms.txt (https://llmstxt.org). */
export function llmsText(sections: readonly Section[]): string {
  return [
    INTRODUCTION,
    ...sections.map(
      ({ text, pages }) =>
        `## ${text}\n\n${pages
          .map(({ title, name, summary }) => `- [${title}](${name}.md): ${withoutLinks(summary)}`)
          .join('\n')}\n`,
    ),
  ].join('\n')
}

/** All pages in one text. */
export function llmsFullText(sections: readonly Section[]): string {
  return [
    INTRODUCTION,
    ...sections.flatMap(({ pages }) => pages.map(({ markdown }) => markdown)),
  ].join('\n')
}
