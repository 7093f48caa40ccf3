import { belowTheFloor } from './below-the-floor/section.ts'
import { browser } from './browser/browser.ts'
import { costOfAToken } from './chats/cost-of-a-token.ts'
import { memory } from './chats/memory.ts'
import { wireToStore } from './chats/wire-to-store.ts'
import { demo } from './demo/demo.ts'
import { framing } from './framing/framing.ts'
import type { Section } from './section.ts'
import { size } from './size/size.ts'

/** In the order in which they are measured; a new one is one line here. */
export const sections: readonly Section[] = [
  framing,
  wireToStore,
  costOfAToken,
  memory,
  belowTheFloor,
  browser,
  demo,
  size,
]
