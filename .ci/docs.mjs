// Builds the site of the docs into docs/.vitepress/dist, or serves it while it is written: `--serve`.
import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { installMissing } from './install.mjs'

process.chdir(resolve(import.meta.dirname, '..'))
const { serve } = parseArgs({ options: { serve: { type: 'boolean' } } }).values
installMissing()

const { writeApiReference } = await import('./api-reference.mjs')
rmSync('docs/api', { recursive: true, force: true })
const undocumented = await writeApiReference('docs/api')
if (undocumented.length > 0 && !serve) {
  console.error(`These exports have no doc comment:\n${undocumented.join('\n')}\nWrite one each.`)
  process.exit(1)
}

const vitepress = await import('vitepress')
if (serve) {
  const server = await vitepress.createServer('docs')
  await server.listen()
  server.printUrls()
} else {
  await vitepress.build('docs')
  const { deadLinks } = await import('./dead-links.mjs')
  const dead = deadLinks('docs/.vitepress/dist')
  if (dead.length > 0) {
    console.error(`These links lead nowhere:\n${dead.join('\n')}\nMend them.`)
    process.exit(1)
  }
}
