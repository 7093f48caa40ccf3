/** The table under a heading of a page, as cells: its head, then its rows. */
export function tableUnder(page: string, heading: string): readonly (readonly string[])[] {
  const [, section = ''] = page.split(`# ${heading}\n`)
  const [table = ''] = /(^\|.*\n)+/m.exec(section) ?? []
  const [head = '', , ...rows] = table.trim().split('\n')
  return [head, ...rows].map(row =>
    row
      .slice(1, -1)
      .split(' | ')
      .map(cell => cell.trim()),
  )
}
