export interface Plot {
  readonly title: string
  readonly x: string
  readonly y: string
  readonly lines: readonly {
    readonly name: string
    readonly points: readonly (readonly [x: number, y: number])[]
  }[]
}

const WIDTH = 720
const HEIGHT = 360
const LEFT = 64
const RIGHT = 24
const TOP = 64
const BOTTOM = 48
/** Legible on white and on black; each line has its own dashes too, for those who see no colours. */
const COLOURS = ['#2f81f7', '#d4760a', '#2da44e', '#bf4b8a', '#8a63d2']
const DASHES = ['', '8 4', '2 4', '8 4 2 4', '4 4']

/** A plot as SVG, both of its axes by powers of ten, without a ground of its own. */
export function plot({ title, x, y, lines }: Plot): string {
  const points = lines.flatMap(line => line.points)
  const [fromX, toX] = range(points.map(([at]) => at))
  const [fromY, toY] = range(points.map(([, value]) => value))
  const atX = (value: number): number =>
    round(LEFT + share(value, fromX, toX) * (WIDTH - LEFT - RIGHT))
  const atY = (value: number): number =>
    round(HEIGHT - BOTTOM - share(value, fromY, toY) * (HEIGHT - TOP - BOTTOM))
  const grid = [
    ...powers(fromX, toX).map(
      value =>
        `<path d="M${atX(value)} ${TOP}V${HEIGHT - BOTTOM}" class="grid"/>` +
        label(atX(value), HEIGHT - BOTTOM + 16, 'middle', value.toLocaleString('en')),
    ),
    ...powers(fromY, toY).map(
      value =>
        `<path d="M${LEFT} ${atY(value)}H${WIDTH - RIGHT}" class="grid"/>` +
        label(LEFT - 8, atY(value) + 4, 'end', value.toLocaleString('en')),
    ),
  ]
  const curves = lines.map(({ name, points: own }, at) => {
    const stroke = `stroke="${COLOURS[at % COLOURS.length]}" stroke-dasharray="${DASHES[at % DASHES.length]}"`
    const path = own.map(([px, py], index) => `${index ? 'L' : 'M'}${atX(px)} ${atY(py)}`).join('')
    const legend = LEFT + at * 132
    return (
      `<path d="${path}" fill="none" stroke-width="2" ${stroke}/>` +
      `<path d="M${legend} 40h24" stroke-width="2" ${stroke}/>` +
      label(legend + 30, 44, 'start', name)
    )
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${escape(title)}">`,
    '<style>text{font:12px system-ui,sans-serif;fill:#7d8590}.grid{stroke:#7d8590;stroke-opacity:.25}</style>',
    label(LEFT, 20, 'start', `${title} (${y})`),
    label(WIDTH - RIGHT, HEIGHT - 8, 'end', x),
    ...grid,
    ...curves,
    '</svg>',
    '',
  ].join('\n')
}

function label(x: number, y: number, anchor: string, text: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escape(text)}</text>`
}

/** The powers of ten around these numbers. */
function range(values: readonly number[]): readonly [from: number, to: number] {
  const from = 10 ** Math.floor(Math.log10(Math.min(...values)))
  const to = 10 ** Math.ceil(Math.log10(Math.max(...values)))
  return [from, to > from ? to : from * 10]
}

function powers(from: number, to: number): readonly number[] {
  const count = Math.round(Math.log10(to / from)) + 1
  return Array.from({ length: count }, (_, at) => Number((from * 10 ** at).toPrecision(1)))
}

function share(value: number, from: number, to: number): number {
  return Math.log(value / from) / Math.log(to / from)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
