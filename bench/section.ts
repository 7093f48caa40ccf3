/** One part of the report: it measures, and tells what came of it. */
export interface Section {
  /** As `npm run bench -- <name>` has it. */
  readonly name: string
  readonly title: string
  measure(): Promise<Report>
}

export interface Report {
  /** Tables and what they say, in Markdown, all of it made from the figures. */
  readonly markdown: string
  /** For `results.json`, by what they are. */
  readonly figures: Readonly<Record<string, number>>
  /** SVG by file name, which the Markdown shows. */
  readonly plots?: Readonly<Record<string, string>>
}

/** The figures of several contestants, each named by whose it is. */
export function figuresByWho<Figures extends { readonly who: string }>(
  all: readonly Figures[],
): Report['figures'] {
  return Object.fromEntries(
    all.flatMap(({ who, ...figures }) =>
      Object.entries(figures).map(([name, value]) => [`${who}, ${name}`, value as number]),
    ),
  )
}
