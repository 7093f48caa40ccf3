/** The helpers under load, with their names in the table. */
export const libraries = {
  nanowire: '`toServerSentEventsResponse`',
  'ai-sdk': 'AI SDK, `createUIMessageStreamResponse`',
  'ai-sdk-node': 'AI SDK, `pipeUIMessageStreamToResponse`',
  tanstack: 'TanStack AI, `toServerSentEventsResponse`',
} as const

export type LibraryName = keyof typeof libraries
