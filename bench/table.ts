/** A Markdown table; all columns but the first are aligned to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const rule = head.map((_, at) => (at === 0 ? '---' : '---:'))
  return [head, rule, ...rows].map(line).join('\n')
}

/** A number with as many digits as tell something: three, and no fewer than its whole ones. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const whole = Math.max(1, Math.floor(Math.log10(Math.abs(value) || 1)) + 1)
  return value.toLocaleString('en', {
    minimumFractionDigits: Math.max(0, Math.min(2, 3 - whole)),
    maximumFractionDigits: Math.max(0, Math.min(2, 3 - whole)),
  })
}
