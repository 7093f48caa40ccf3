import { chat } from './chat.ts'
import { followMockSetting } from './mock-switch.ts'
import { startComposer } from './view/composer.ts'
import { startControls } from './view/controls.ts'
import { showConversation } from './view/conversation.ts'
import { byId } from './view/element.ts'
import { followNewest } from './view/follow-newest.ts'
import { showMeasures } from './view/measures.ts'
import { showTail } from './view/tail.ts'
import { offerQuestions } from './view/welcome.ts'

followMockSetting()
startControls()
startComposer()
offerQuestions()
showConversation()
showTail()
showMeasures()

const goToNewest = followNewest()
chat.$status.listen(status => {
  if (status === 'submitted') goToNewest()
})

byId('clear', HTMLButtonElement).addEventListener('click', () => chat.clear())
