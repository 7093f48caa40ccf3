import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import type { Asked } from './hydration/chats.ts'
import type { render as Render } from './hydration/server.ts'
import { pageBuild, test as doorTest } from './serve-doors.ts'
import { typeOfFile } from './servers/serve-files.ts'
import { serve } from './servers/serve.ts'

interface WorkerFixtures {
  /** Renders a page's chat as the pages' server does. */
  readonly render: typeof Render
}

type Test = ReturnType<typeof doorTest.extend<object, WorkerFixtures>>

/** A test of server-rendered pages, one per framework, that wait to be hydrated. */
export const test: Test = doorTest.extend<object, WorkerFixtures>({
  render: [
    async ({ folder }, use, { project }) => {
      const settings = pageBuild(folder, project.outputDir, 'server.ts')
      await build(settings)
      const { render } = await import(pathToFileURL(join(settings.build.outDir, 'server.js')).href)
      await use(render)
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  origin: [
    async ({ folder, render }, use, { project }) => {
      const settings = pageBuild(folder, project.outputDir)
      await build(settings)
      const pages = await serve(async ({ url = '' }, response) => {
        const { pathname, searchParams } = new URL(url, 'http://localhost')
        const name = pathname === '/' ? 'index.html' : pathname.slice(1)
        const file = await readFile(join(settings.build.outDir, name))
        response.writeHead(200, { 'content-type': typeOfFile(name) })
        const given = searchParams.get('asked')
        if (given === null) return response.end(file)
        const asked: Asked = JSON.parse(given)
        const { head = '', body } = await render(asked)
        const html = `${file}`
          .replace('<!--head-->', () => head)
          .replace('<!--body-->', () => body)
          .replace('<!--asked-->', () => JSON.stringify(asked).replaceAll('<', '\\u003c'))
        return response.end(html)
      })
      await use(pages.url)
      await pages.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})
