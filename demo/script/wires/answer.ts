/** The output of the scripted model, in order, independent of the wire. */
export interface Answer {
  readonly reasoning: readonly string[]
  readonly opening: readonly string[]
  readonly tool: {
    readonly callId: string
    readonly name: string
    /** The input's JSON text, in the fragments in which a model would write it. */
    readonly inputText: readonly string[]
    readonly input: { readonly text: string }
    readonly output: { readonly characters: number; readonly bytes: number; readonly words: number }
  }
  /**
   * A tool call for the page to run, after which the page asks again. It replaces everything after
   * it; once it has run, only the text is left.
   */
  readonly pageCall?: PageCall | 'made'
  readonly text: readonly string[]
  readonly source: { readonly id: string; readonly url: string; readonly title: string }
}

export interface PageCall {
  readonly callId: string
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
}

/** The prompt of a request with the result of a tool call in the page, or with its denial. */
export const RESULT = '\u0000result'

/** The scripted answer to a prompt, in tokens as a model would write it. */
export function answerTo(prompt: string): Answer {
  if (prompt === RESULT) {
    const text = words('As you wish. It is **your** page, after all.')
    return { ...ordinaryAnswer(''), text, pageCall: 'made' }
  }
  const scheme = /\b(dark|light)\b/i.exec(prompt)?.[1]?.toLowerCase()
  const call = { callId: `call_${scheme}`, name: 'setColorScheme', input: { scheme } }
  const answer = ordinaryAnswer(prompt)
  if (!scheme || !/\bpage\b/i.test(prompt)) return answer
  return { ...answer, opening: words('I can do that, if you let me.'), pageCall: call }
}

function ordinaryAnswer(prompt: string): Answer {
  const asked = shorten(prompt.trim() || '…')
  const output = {
    characters: Array.from(asked).length,
    bytes: new TextEncoder().encode(asked).length,
    words: asked.split(/\s+/).length,
  }
  return {
    reasoning: words(
      'The reader asks something. I could guess at its length, but there is a tool for that: measure first, then answer.',
    ),
    opening: words('Let me measure your question before I answer it.'),
    tool: {
      callId: 'call_1',
      name: 'measureText',
      inputText: JSON.stringify({ text: asked }).match(/.{1,12}/gsu) ?? [],
      input: { text: asked },
      output,
    },
    text: words(
      `${inYourScript(prompt)}You asked “${asked}”: ${count(output.characters, 'character')} in ${count(output.bytes, 'byte')}. ` +
        'It left this page as a small parcel of JSON, and the answer comes back the way good stories do, **a piece at a time** 🧵.\n\n' +
        'The network cuts those pieces wherever it likes. Between a café in Orléans and your screen the word naïveté may be halved right through its é; ' +
        'so may 東京 and 서울, whose every character is three bytes long, and even the astronaut 🧑‍🚀, who takes eleven. ' +
        '流れは絶えずして、しかももとの水にあらず: the flow never ceases, and yet it is never the same water.\n\n' +
        '| What comes | waits until |\n| --- | --- |\n| a byte | its *character* is whole |\n' +
        '| a character | its *record* is whole |\n| a word | never |\n\n' +
        "```ts\nchat.$messages.subscribe(show)\nawait chat.sendMessage('Hello')\n```\n\n" +
        'None of this is yours to mend. Stop me whenever you like; what has arrived stays. ✨',
    ),
    source: {
      id: 'source_1',
      url: 'https://html.spec.whatwg.org/multipage/server-sent-events.html',
      title: 'The standard for server-sent events',
    },
  }
}

/** A sentence in the script of the prompt, if that runs from right to left or has no spaces. */
function inYourScript(prompt: string): string {
  if (/\p{Script=Arabic}/u.test(prompt)) {
    return 'تصل الإجابة **قطعةً بعد قطعة**، والشبكة تقطعها حيث تشاء، حتى في وسط الحرف الواحد.\n\n'
  }
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(prompt)) {
    return '答えは**少しずつ**届きます。文字の途中で切れても、失われるものはありません。\n\n'
  }
  return ''
}

function words(text: string): readonly string[] {
  // A paragraph break is a token of its own.
  return text.match(/\n+|[^\S\n]*\S+/g) ?? []
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`
}

function shorten(text: string): string {
  const characters = Array.from(text)
  return characters.length > 160 ? `${characters.slice(0, 160).join('')}…` : text
}
