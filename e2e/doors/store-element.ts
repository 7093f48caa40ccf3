import { LitElement } from 'lit'
import type { ReadableAtom } from 'nanostores'

/** An element that is rendered again when one of its stores has changed. */
export abstract class StoreElement extends LitElement {
  #leave: readonly (() => void)[] = []
  /** The stores to listen to while the element is in the page. */
  abstract stores(): readonly ReadableAtom[]
  override createRenderRoot(): HTMLElement {
    return this
  }
  override connectedCallback(): void {
    super.connectedCallback()
    // At once too: an element that comes back has heard nothing meanwhile.
    this.#leave = this.stores().map($store => $store.subscribe(() => this.requestUpdate()))
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const leave of this.#leave) leave()
  }
}
