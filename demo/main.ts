import { chat } from './chat.ts'
import { keepConversation } from './keep-conversation.ts'
import { showCounters } from './lab/counters.ts'
import { startKnobs } from './lab/knobs.ts'
import { startOwnServer } from './lab/own-server-form.ts'
import { startHiding, startMounting } from './lab/page-life.ts'
import { showTimeline } from './lab/timeline.ts'
import { startTrouble } from './lab/trouble.ts'
import { startViews } from './lab/views.ts'
import { watchStores } from './lab/watch-stores.ts'
import { showWire } from './lab/wire-panel.ts'
import { followMockSetting } from './mock-switch.ts'
import { $settings } from './settings.ts'
import { announce, startAnnouncer } from './view/announcer.ts'
import { showAttachments } from './view/attachment-list.ts'
import { startComposer } from './view/composer.ts'
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
startKnobs()
startOwnServer()
startTrouble()
startHiding()
startViews()
watchStores(chat)
showWire()
showTimeline()
showCounters()

startAnnouncer()
if ($settings.get().resume) void keepConversation(chat)
else keepDraft(chat)
startComposer()
takeFiles()
showAttachments()
showQueue()
offerQuestions()
startMounting(showConversation)
showTail()
readOut(chat)
showMeasures()

const goToNewest = followNewest()
chat.$status.listen(status => {
  if (status === 'submitted') goToNewest()
})

byId('clear', HTMLButtonElement).addEventListener('click', () => {
  chat.clear()
  announce('A new conversation.')
})
