import { chat } from '../chat.ts'
import { byId, element } from './element.ts'

const questions = [
  { text: 'How does an answer find its way here in pieces?', lang: 'en' },
  { text: 'Make this page dark, if I allow it.', lang: 'en' },
  { text: '東京の天気は？', lang: 'ja' },
  { text: 'كيف تصل الإجابة قطعةً بعد قطعة؟', lang: 'ar' },
]

/** Offers a few questions to begin with. */
export function offerQuestions(): void {
  const list = byId('suggestions', HTMLUListElement)
  for (const { text, lang } of questions) {
    const ask = element('button', { type: 'button', lang, dir: 'auto' }, text)
    ask.addEventListener('click', () => {
      void chat.sendMessage(text)
      // The list disappears, and the button with it.
      byId('message', HTMLTextAreaElement).focus({ preventScroll: true })
    })
    list.append(element('li', {}, ask))
  }
}
