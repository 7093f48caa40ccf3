/** The pages of the site, in the order in which they are read; each is a file of docs/. */
export const pages: readonly {
  readonly text: string
  readonly pages: readonly string[]
}[] = [
  {
    text: 'Start',
    pages: ['quick-start', 'choose-an-adapter', 'frameworks', 'the-same-chat', 'recipes'],
  },
  {
    text: 'The chat',
    pages: [
      'stop-retry-resume',
      'errors',
      'nanostores',
      'tools',
      'files',
      'conversations',
      'text',
      'testing',
    ],
  },
  {
    text: 'The wire',
    pages: [
      'wire-formats',
      'write-a-protocol',
      'other-back-ends',
      'model-servers',
      'proxies',
      'servers',
      'scaling',
      'reliability',
      'conformance',
      'limits',
    ],
  },
  { text: 'Elsewhere', pages: ['moving', 'without-a-bundler', 'contributing'] },
  {
    text: 'Symptoms',
    pages: [
      'symptoms/streaming-works-locally-not-when-deployed',
      'symptoms/the-answer-arrives-all-at-once',
      'symptoms/words-are-glued-together',
      'symptoms/emoji-turn-into-question-marks',
      'symptoms/json-parse-unexpected-end-of-input',
      'symptoms/stop-does-not-stop-the-server',
      'symptoms/duplicate-answers-after-switching-tabs',
      'symptoms/eventsource-cannot-post',
      'symptoms/401-in-the-middle-of-a-session',
      'symptoms/every-message-renders-for-every-token',
      'symptoms/the-page-hangs-at-the-end-of-an-answer',
      'symptoms/the-answer-stops-in-a-background-tab',
      'symptoms/the-answer-is-cut-off-but-looks-finished',
      'symptoms/unexpected-token-in-json',
      'symptoms/the-answer-breaks-off-after-a-minute',
      'symptoms/load-failed',
      'symptoms/aborterror-in-the-console',
      'symptoms/the-seventh-tab-never-loads',
      'symptoms/blocked-by-cors',
    ],
  },
]
