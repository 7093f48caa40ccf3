import { element } from '../view/element.ts'

const signs: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\uFEFF': 'BOM',
}

/** Bytes in readable form: text as text, line ends as symbols, and a cut character as its bytes. */
export function printedBytes(bytes: Uint8Array): readonly (Node | string)[] {
  const shown: (Node | string)[] = []
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let text = ''
  const endText = (): void => {
    if (text !== '') shown.push(text)
    text = ''
  }
  for (let at = 0; at < bytes.length;) {
    const length = lengthOf(bytes[at]!)
    const character = decoded(decoder, bytes.subarray(at, at + length))
    if (character === undefined) {
      endText()
      shown.push(element('i', { class: 'stray' }, hex(bytes[at]!)))
      at++
    } else {
      const sign = signs[character]
      if (sign) {
        endText()
        shown.push(element('i', { class: 'sign' }, sign))
      }
      if (character === '\n' || !sign) text += character
      at += length
    }
  }
  endText()
  return shown
}

/** The number of bytes in a character that begins with this byte. */
function lengthOf(byte: number): number {
  if (byte < 0xc0) return 1
  if (byte < 0xe0) return 2
  return byte < 0xf0 ? 3 : 4
}

function decoded(decoder: TextDecoder, bytes: Uint8Array): string | undefined {
  if (bytes.length === 1 && bytes[0]! < 0x80) return String.fromCharCode(bytes[0]!)
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0')
}
