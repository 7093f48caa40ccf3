/// <reference types="vite/client" />
const pages = import.meta.glob(['./*.ts', './*.tsx', '!./index.ts', '!./chats.ts'])

const door = new URLSearchParams(location.search).get('door')!
await (pages[`./${door}.ts`] ?? pages[`./${door}.tsx`])!()
