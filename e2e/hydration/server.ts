import { stateNames, storeOf } from '../../src/bindings/chat-state.ts'
import { h } from 'preact'
import { render as renderPreact } from 'preact-render-to-string'
import { createElement } from 'react'
import { renderToString as renderReact } from 'react-dom/server'
import {
  createComponent,
  generateHydrationScript,
  renderToString as renderSolid,
} from 'solid-js/web'
import { render as renderSvelte } from 'svelte/server'
import { createSSRApp } from 'vue'
import { renderToString as renderVue } from 'vue/server-renderer'
import { chatOf, optionsOf, type Asked, type Given } from './chats.ts'
import { Page as PreactPage } from './preact.tsx'
import { Page as ReactPage } from './react.tsx'
import { Page as SolidPage } from './solid.tsx'
import SveltePage from './page.svelte'
import { Page as VuePage } from './vue.ts'

interface Rendered {
  readonly head?: string
  readonly body: string
}

const servers: Record<Asked['framework'], (given: Given) => Rendered | Promise<Rendered>> = {
  preact: given => ({ body: renderPreact(h(PreactPage, { given })) }),
  react: given => ({ body: renderReact(createElement(ReactPage, { given })) }),
  solid: given => ({
    head: generateHydrationScript(),
    body: renderSolid(() => createComponent(SolidPage, { given })),
  }),
  svelte: given => renderSvelte(SveltePage, { props: { given } }),
  vue: async given => ({ body: await renderVue(createSSRApp(VuePage, { given })) }),
}

/** The parts of a page, and how many listeners its chat has now. */
export async function render(
  asked: Asked,
): Promise<Rendered & { readonly listeners: () => number }> {
  const chat = chatOf(asked)
  const stores = [
    ...stateNames(chat).map(name => storeOf(chat, name)),
    ...chat.$messageIds.get().map(id => chat.$message(id)),
  ]
  const rendered = await servers[asked.framework](asked.whose === 'own' ? optionsOf(asked) : chat)
  return { ...rendered, listeners: () => stores.reduce((sum, { lc }) => sum + lc, 0) }
}
