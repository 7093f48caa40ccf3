export { mockChat, type MockChatOptions } from './mock-chat.ts'
export {
  mockResponse,
  type MockFailure,
  type MockProtocolName,
  type MockResponseOptions,
} from './mock-response.ts'
export { replay, type ReplayOptions } from './replay.ts'
