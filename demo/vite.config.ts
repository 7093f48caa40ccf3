import { fileURLToPath } from 'node:url'
import type { ConfigEnv, Plugin, UserConfig } from 'vite'
import { sources } from '../vite.config.ts'

/** What the page may load and run. It may ask any server: one of them may be the reader's own. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "worker-src 'self'",
  "img-src 'self' data: blob: https:",
  "connect-src 'self' http: https: data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

/** The demo as files that any host can serve, at any path: the page answers itself. */
const config = ({ mode }: ConfigEnv): UserConfig => ({
  ...sources,
  // A host of its own has its policy in a header.
  plugins: [...(sources.plugins ?? []), mode === 'static' && strictPolicy()],
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  build: { target: 'es2022', emptyOutDir: true },
})

export default config

function strictPolicy(): Plugin {
  return {
    name: 'strict-policy',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
        injectTo: 'head-prepend',
      },
    ],
  }
}
