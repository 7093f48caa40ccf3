import type { FileSource } from './chat.ts'

const UNKNOWN = 'application/octet-stream'

/** The types known by extension: those that models accept. */
const TYPES: Readonly<Record<string, string>> = {
  avif: 'image/avif',
  csv: 'text/csv',
  gif: 'image/gif',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  md: 'text/markdown',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  wav: 'audio/wav',
  webm: 'video/webm',
  webp: 'image/webp',
  xml: 'application/xml',
}

/**
 * The media type of a file or a `data:` URL, without parameters; else the one of its name's or
 * address's extension, or `application/octet-stream` if that is not well known.
 */
export function mediaTypeOf(source: FileSource): string {
  if (typeof source === 'object' && 'type' in source) {
    const [named = ''] = source.type.split(';')
    return named.trim().toLowerCase() || typeOfName('name' in source ? String(source.name) : '')
  }
  const address = String(source)
  const [isData, named] = /^data:([^;,]*)/i.exec(address) ?? []
  // A data: URL that names no type is text, by its standard.
  return isData ? named?.toLowerCase() || 'text/plain' : typeOfName(address)
}

function typeOfName(name: string): string {
  const [, extension = ''] = /\.(\w+)(?:[?#]|$)/.exec(name.toLowerCase()) ?? []
  return Object.hasOwn(TYPES, extension) ? TYPES[extension]! : UNKNOWN
}
