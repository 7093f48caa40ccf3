// The same without MSW: needs no other package.
export {
  mockResponse,
  type MockFailure,
  type MockProtocolName,
  type MockResponseOptions,
} from './mock-response.ts'
export { replay, type ReplayOptions } from './replay.ts'
