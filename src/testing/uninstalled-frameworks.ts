/**
 * The types of frameworks that are not installed here, as far as the examples of the docs need them
 * to compile.
 */
export const uninstalledFrameworks = `
  declare module '@angular/core' {
    export type Signal<T> = () => T
    export function signal<T>(value: T): Signal<T> & { update(change: (value: T) => T): void }
    export function computed<T>(compute: () => T): Signal<T>
    export function effect(run: (onCleanup: (clean: () => void) => void) => void): void
    export function inject<T>(token: new () => T): T
    export const input: { required<T>(): Signal<T> }
    export function Component(about: object): (target: new () => object) => void
    export function Injectable(about: object): (target: new () => object) => void
  }

  declare module 'alpinejs' {
    const Alpine: {
      plugin(plugin: (alpine: unknown) => void): void
      data(name: string, make: () => object): void
      start(): void
    }
    export default Alpine
  }

  declare module '@nanostores/alpine' {
    export function NanoStores(alpine: unknown): void
  }

  declare function useRoute(): { params: Record<string, string | string[]> }
  declare function useFetch(
    url: string,
  ): Promise<{ data: { value: import('nanowire').MessageInit[] | undefined } }>
  declare function defineEventHandler<T>(
    handler: (event: {
      node: { req: import('node:http').IncomingMessage; res: import('node:http').ServerResponse }
    }) => T,
  ): typeof handler
`
