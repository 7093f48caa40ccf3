const paths = {
  attach:
    'M13.5 6.5 8 12a1.4 1.4 0 0 0 2 2l5.2-5.3a3 3 0 0 0-4.3-4.3L5.5 10a4.7 4.7 0 0 0 6.6 6.6l3.4-3.4',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  copy: 'M7.5 7.5V5A1.5 1.5 0 0 1 9 3.5h6A1.5 1.5 0 0 1 16.5 5v6a1.5 1.5 0 0 1-1.5 1.5h-2.5M5 7.5h6A1.5 1.5 0 0 1 12.5 9v6a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 15V9A1.5 1.5 0 0 1 5 7.5Z',
  edit: 'm4 16 .7-3.2L13 4.5a1.6 1.6 0 0 1 2.5 2.5l-8.3 8.3L4 16Z',
  file: 'M6 3.5h5l4 4v8a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1Zm5 0v4h4',
  next: 'm8 5 5 5-5 5',
  previous: 'm12 5-5 5 5 5',
  regenerate: 'M15.5 8A6 6 0 1 0 16 11.5M16 4v4h-4',
  remove: 'm6 6 8 8m0-8-8 8',
  send: 'M10 16V4m-5 5 5-5 5 5',
  tool: 'M12.5 4a4 4 0 0 0-4 5.3l-5 5 2.2 2.2 5-5A4 4 0 0 0 16 7.5l-2.3 2.3-2-.6-.6-2L13.400 4.1',
} as const

export type IconName = keyof typeof paths

const SVG = 'http://www.w3.org/2000/svg'

/** A small icon in the colour of the text, hidden from screen readers. */
export function icon(name: IconName): SVGSVGElement {
  const picture = document.createElementNS(SVG, 'svg')
  picture.setAttribute('viewBox', '0 0 20 20')
  picture.setAttribute('aria-hidden', 'true')
  picture.classList.add('icon')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', paths[name])
  picture.append(path)
  return picture
}
