import { LitElement } from 'lit'
import type { ReadableAtom } from 'nanostores'

/** An element that renders again when one of its stores changes. */
export abstract class StoreElement extends LitElement {
  #leave: readonly (() => void)[] = []
  /** The stores to listen to while the element is in the page. */
  abstract stores(): readonly ReadableAtom[]
  override createRenderRoot(): HTMLElement {
    return this
  }
  override connectedCallback(): void {
    super.connectedCallback()
    // Also renders at once: an element that is reattached has missed changes.
    this.#leave = this.stores().map($store => $store.subscribe(() => this.requestUpdate()))
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const leave of this.#leave) leave()
  }
}
