export * from './core.ts'
export { mockChat, type MockChatOptions } from './mock-chat.ts'
