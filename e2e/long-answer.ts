/** An answer with all that Markdown has, and in several scripts. */
export const longAnswer = `Here is how a **streamed answer** finds its way from the model to your screen.

## The three layers

1. *Bytes* arrive in pieces of any size, and \`TextDecoder\` waits until a character is whole.
2. **Records** are cut from the text: events, lines, or a JSON array.
   - server-sent events end on a blank line
   - NDJSON ends on a newline
3. Events become a message, which a store holds.

And so it

4. goes on

| Format | Content type | Ends with | Resumes |
| :--- | :--- | :---: | ---: |
| Server-sent events | \`text/event-stream\` | \`[DONE]\` | yes |
| NDJSON | \`application/x-ndjson\` | the end of the body | no |
| Plain text | \`text/plain\` | the end of the body | no |

\`\`\`ts
import { createChat, fetchServerSentEvents } from 'nanowire'

export const chat = createChat({ connection: fetchServerSentEvents('/api/chat') })
chat.$messages.subscribe(messages => console.log(messages.at(-1)?.content, 'which is a rather long line'))
await chat.sendMessage('Tell me a story')
\`\`\`

> Nothing is lost and nothing doubled, over a reconnect to a server that numbers its events.
> See [the standard](https://html.spec.whatwg.org/multipage/server-sent-events.html).

### In other scripts

東京の天気は晴れです。気温は二十三度、**風は弱い**でしょう。流れは絶えずして、しかももとの水にあらず。

تصل الإجابة **قطعةً بعد قطعة**، والشبكة تقطعها حيث تشاء، حتى في وسط الحرف الواحد. وهذا \`code\` في السطر.

- [x] decode
- [ ] frame ~~twice~~ once

---

Press <kbd>Escape</kbd> to stop.
`
