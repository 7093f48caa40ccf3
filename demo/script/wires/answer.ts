/** What the scripted model says, in order, before any wire has put it into bytes. */
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
  readonly text: readonly string[]
  readonly source: { readonly id: string; readonly url: string; readonly title: string }
}

/** The scripted answer to a prompt, cut into words as a model would say it. */
export function answerTo(prompt: string): Answer {
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
      `You asked “${asked}”: ${count(output.characters, 'character')} in ${count(output.bytes, 'byte')}. ` +
        'It left this page as a small parcel of JSON, and the answer comes back the way good stories do, a piece at a time 🧵.\n\n' +
        'The network cuts those pieces wherever it likes. Between a café in Orléans and your screen the word naïveté may be halved right through its é; ' +
        'so may 東京 and 서울, whose every character is three bytes long, and even the astronaut 🧑‍🚀, who takes eleven. ' +
        '流れは絶えずして、しかももとの水にあらず: the flow never ceases, and yet it is never the same water.\n\n' +
        'None of this is yours to mend. Bytes wait until their character is whole, characters until their record is whole, ' +
        'and only then does a word appear here. Stop me whenever you like; what has arrived stays. ✨',
    ),
    source: {
      id: 'source_1',
      url: 'https://html.spec.whatwg.org/multipage/server-sent-events.html',
      title: 'The standard for server-sent events',
    },
  }
}

function words(text: string): readonly string[] {
  // A model says the break between two paragraphs by itself.
  return text.match(/\n+|[^\S\n]*\S+/g) ?? []
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`
}

function shorten(text: string): string {
  const characters = Array.from(text)
  return characters.length > 160 ? `${characters.slice(0, 160).join('')}…` : text
}
