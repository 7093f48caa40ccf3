import { chat } from '../chat.ts'
import { canHave, type FaultName } from '../script/faults.ts'
import { wires } from '../script/wires.ts'
import { $settings } from '../settings.ts'
import { byId } from '../view/element.ts'
import { meetOnce } from './next-fault.ts'
import { $ownServer } from './own-server.ts'

const question = 'What happens to the é in café when the network cuts it?'

/** Lets each button ask a question whose answer, and no other, meets the button's fault. */
export function startTrouble(): void {
  const group = byId('trouble', HTMLElement)
  const buttons = group.querySelectorAll<HTMLButtonElement>('[data-fault]')
  for (const button of buttons) {
    button.addEventListener('click', () => {
      chat.stop()
      meetOnce(faultOf(button))
      void chat.sendMessage(question)
    })
  }
  const enable = (): void => {
    const { wire, url } = $settings.get()
    const isScripted = url === '' && !$ownServer.get()
    for (const button of buttons) {
      button.disabled = !isScripted || !canHave(wires[wire], faultOf(button))
    }
  }
  $settings.subscribe(enable)
  $ownServer.listen(enable)
}

function faultOf(button: HTMLButtonElement): FaultName {
  return button.dataset.fault as FaultName
}
