import { chat } from '../chat.ts'
import { byId, element } from './element.ts'

const questions = [
  'How does an answer find its way here in pieces?',
  'What becomes of the é in café when the network cuts it?',
  '東京の天気は？',
]

/** Offers something to ask to whoever does not know where to begin. */
export function offerQuestions(): void {
  const list = byId('suggestions', HTMLUListElement)
  for (const question of questions) {
    const ask = element('button', { type: 'button' }, question)
    ask.addEventListener('click', () => void chat.sendMessage(question))
    list.append(element('li', {}, ask))
  }
}
