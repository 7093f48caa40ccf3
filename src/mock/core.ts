// The same without MSW: what needs no package beside.
export {
  mockResponse,
  type MockFailure,
  type MockProtocolName,
  type MockResponseOptions,
} from './mock-response.ts'
export { replay, type ReplayOptions } from './replay.ts'
