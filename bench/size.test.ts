import { readFileSync } from 'node:fs'
import { beforeAll, expect, test, vi } from 'vitest'
import { bundle, sizeOf } from './bundle.ts'
import { foreign, sizes } from './sizes.ts'

beforeAll(() => {
  // Vitest's own value keeps in what nanostores has for development alone.
  vi.stubEnv('NODE_ENV', 'production')
  return () => vi.unstubAllEnvs()
})

test.each(sizes)('%s is within its ceiling', async (what, code, ceiling) => {
  const size = sizeOf(await bundle(code))

  expect(size, `${what}: ${size} bytes, over the ceiling of ${ceiling}`).toBeLessThanOrEqual(
    ceiling,
  )
})

test.each(foreign)('%s leaves out what it has no use for', async (_, code, word) => {
  expect(await bundle(code)).not.toContain(word)
})

test('the README tells the sizes that are kept, and no others', () => {
  const readme = readFileSync('README.md', 'utf8')
  const inKilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`
  const kept = sizes.map(([, , ceiling]) => inKilobytes(ceiling))
  const results = readFileSync('bench/results.md', 'utf8').replace(/.*<!-- size -->/s, '')
  const measured = (results.match(/\b\d{1,3}(,\d{3})+\b/g) ?? []).map(bytes =>
    inKilobytes(Number(bytes.replaceAll(',', ''))),
  )
  const told = readme.match(/\d+(\.\d+)? kB/g) ?? []

  expect(told.length).toBeGreaterThan(1)
  expect(told.filter(size => ![...kept, ...measured].includes(size))).toEqual([])
  for (const what of ['a chat with aiSdk', 'a chat with every protocol']) {
    const ceiling = sizes.find(([name]) => name === what)?.[2] ?? 0
    expect(readme).toContain(inKilobytes(ceiling))
  }
})
