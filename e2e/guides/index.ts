/// <reference types="vite/client" />
import { h, render, type ComponentType as PreactComponent } from 'preact'
import { createElement, StrictMode, type ComponentType } from 'react'
import { createRoot } from 'react-dom/client'
import type { Component as SolidComponent } from 'solid-js'
import { createComponent, render as renderSolid } from 'solid-js/web'
import { mount, unmount, type Component } from 'svelte'
import { createApp, type Component as VueComponent } from 'vue'

/** What the test can call on the page: removes the component. */
export interface GuideHands {
  leave(): void
}

type Show = (component: unknown, target: Element) => () => void

/** How to show a file's export, by its extension; returns the function that removes it. */
const ways: Readonly<Record<string, Show>> = {
  '-react.tsx'(component, target) {
    const root = createRoot(target)
    const element = createElement(component as ComponentType)
    root.render(createElement(StrictMode, undefined, element))
    return () => root.unmount()
  },
  '-preact.tsx'(component, target) {
    render(h(component as PreactComponent, {}), target)
    return () => render(null, target)
  },
  '-solid.tsx': (component, target) =>
    renderSolid(() => createComponent(component as SolidComponent, {}), target),
  '-lit.ts'(_component, target) {
    target.append(document.createElement('chat-view'))
    return () => target.replaceChildren()
  },
  '.svelte'(component, target) {
    const shown = mount(component as Component, { target })
    return () => void unmount(shown)
  },
  '.vue'(component, target) {
    const app = createApp(component as VueComponent)
    app.mount(target)
    return () => app.unmount()
  },
}

const files: Readonly<Record<string, () => Promise<unknown>>> = {
  ...import.meta.glob(['./*.tsx', './*.svelte']),
  './docs-react.tsx': () => import('docs:react.tsx'),
  './docs-preact.tsx': () => import('docs:preact.tsx'),
  './docs-solid.tsx': () => import('docs:solid.tsx'),
  './docs-lit.ts': () => import('docs:lit.ts'),
  './docs-svelte.svelte': () => import('docs:svelte.svelte'),
  './docs-vue.vue': () => import('docs:vue.vue'),
}

const query = new URLSearchParams(location.search)
const name = query.get('file')!
const [component] = Object.values((await files[`./${name}`]!()) as object)
// Components request `/api/chat` as in their guides: this sends it to the test's server.
document.head.append(Object.assign(document.createElement('base'), { href: query.get('server')! }))
const [, show] = Object.entries(ways).find(([end]) => name.endsWith(end))!
const leave = show(component, document.querySelector('#app')!)
Object.assign(globalThis, { leave } satisfies GuideHands)
