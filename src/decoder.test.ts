import { expect, test } from 'vitest'
import { createDecoder, type Decoder } from './decoder.ts'

/** Hands over each character, and throws at a `!`. */
function characters(): Decoder<string, string> {
  return createDecoder((text = 'end!', out) => {
    for (const character of text) {
      if (character === '!') throw new Error('!')
      out.push(character)
    }
  })
}

test('hands over what one input completes, in order', () => {
  const decoder = characters()
  expect(decoder.push('ab')).toEqual(['a', 'b'])
  expect(decoder.push('')).toEqual([])
  expect(decoder.push('c')).toEqual(['c'])
})

test('hands over what came before an error, and throws it at every later call', () => {
  const decoder = characters()
  expect(decoder.push('ab!c')).toEqual(['a', 'b'])
  expect(() => decoder.push('d')).toThrow('!')
  expect(() => decoder.push('e')).toThrow('!')
  expect(() => decoder.end()).toThrow('!')
})

test('throws an error at once where nothing came before it', () => {
  const decoder = characters()
  expect(() => decoder.push('!')).toThrow('!')
  expect(() => decoder.end()).toThrow('!')
})

test('returns what the end completes, and throws the error after that at a second end', () => {
  const decoder = characters()
  expect(decoder.end()).toEqual(['e', 'n', 'd'])
  expect(() => decoder.end()).toThrow('!')
})

test('hands over nothing after the end', () => {
  const decoder = createDecoder<string, string>((text = 'end', out) => out.push(text))
  expect(decoder.end()).toEqual(['end'])
  expect(decoder.end()).toEqual([])
  expect(decoder.push('a')).toEqual([])
})
