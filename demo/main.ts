import { chat } from './chat.ts'
import { followMockSetting } from './mock-switch.ts'
import { startAnnouncer } from './view/announcer.ts'
import { showAttachments } from './view/attachment-list.ts'
import { startComposer } from './view/composer.ts'
import { startControls } from './view/controls.ts'
import { showConversation } from './view/conversation.ts'
import { byId } from './view/element.ts'
import { followNewest } from './view/follow-newest.ts'
import { keepDraft } from './view/keep-draft.ts'
import { showMeasures } from './view/measures.ts'
import { showQueue } from './view/queue-list.ts'
import { readOut } from './view/read-out.ts'
import { showTail } from './view/tail.ts'
import { takeFiles } from './view/take-files.ts'
import { offerQuestions } from './view/welcome.ts'

followMockSetting()
startControls()
startAnnouncer()
keepDraft(chat)
startComposer()
takeFiles()
showAttachments()
showQueue()
offerQuestions()
showConversation()
showTail()
readOut(chat)
showMeasures()

const goToNewest = followNewest()
chat.$status.listen(status => {
  if (status === 'submitted') goToNewest()
})

byId('clear', HTMLButtonElement).addEventListener('click', () => chat.clear())
