/** The component of a language and framework that `docs/frameworks.md` shows. */
declare module 'docs:*'
