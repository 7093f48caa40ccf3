// oxlint-disable-next-line import/no-unassigned-import -- it makes Preact report mistakes
import 'preact/debug'
import { engineStorage, persistChat, type Message } from 'nanowire/core'
import { h, hydrate as hydratePreact } from 'preact'
import { createElement } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { createComponent, hydrate as hydrateSolid } from 'solid-js/web'
import { hydrate as hydrateSvelte } from 'svelte'
import { createSSRApp } from 'vue'
import { chatOf, optionsOf, type Asked, type Given } from './chats.ts'
import { Page as PreactPage } from './preact.tsx'
import { Page as ReactPage } from './react.tsx'
import { Page as SolidPage } from './solid.tsx'
import SveltePage from './page.svelte'
import { Page as VuePage } from './vue.ts'

/** What happens to a chat before its page is hydrated. */
export interface Change {
  readonly messages: readonly Message[]
  readonly input: string
}

/** What the test can call on the page. */
export interface HydrationHands {
  /**
   * Hydrates the server's markup. A chat outside of the component is restored and changed first.
   */
  readonly hydrate: (change?: Change) => void
  /** What has become of the server's elements. */
  readonly elements: () => { readonly lost: readonly string[]; readonly added: readonly string[] }
}

const clients: Record<Asked['framework'], (given: Given, target: Element) => void> = {
  preact: (given, target) => hydratePreact(h(PreactPage, { given }), target),
  react: (given, target) => void hydrateRoot(target, createElement(ReactPage, { given })),
  solid: (given, target) => hydrateSolid(() => createComponent(SolidPage, { given }), target),
  svelte: (given, target) => hydrateSvelte(SveltePage, { target, props: { given } }),
  vue: (given, target) => void createSSRApp(VuePage, { given }).mount(target),
}

const asked: Asked = JSON.parse(document.querySelector('#asked')!.textContent)
const target = document.querySelector('#app')!
const sent = [...target.querySelectorAll('*')]

Object.assign(globalThis, {
  hydrate(change) {
    let given: Given = optionsOf(asked)
    if (asked.whose === 'given') {
      const chat = (given = chatOf(asked))
      persistChat(chat, engineStorage())
      if (change) {
        chat.setMessages(change.messages)
        chat.$input.set(change.input)
      }
    }
    clients[asked.framework](given, target)
  },
  elements: () => ({
    lost: sent.filter(element => !element.isConnected).map(({ outerHTML }) => outerHTML),
    added: [...target.querySelectorAll('*')]
      .filter(element => !sent.includes(element))
      .map(({ outerHTML }) => outerHTML),
  }),
} satisfies HydrationHands)
