import type { FilePart } from '../message.ts'
import { base64Of } from './base64-of.ts'

/** The text of a text file in a `data:` URL; `undefined` for other URLs and file types. */
export function fileText({ mediaType, url }: FilePart): string | undefined {
  if (!url.startsWith('data:') || !/^text\/|[/+](json|xml)$/.test(mediaType)) return undefined
  const base64 = base64Of(url)
  if (base64 === undefined) return decodeURIComponent(url.slice(url.indexOf(',') + 1))
  return new TextDecoder().decode(Uint8Array.from(atob(base64), char => char.charCodeAt(0)))
}
