import { useStore } from '@nanostores/vue'
import { useChat, useMessage } from 'nanowire/vue'
import { createApp, defineComponent, type PropType } from 'vue'
import type { Chat } from 'nanowire/core'
import { $views, choicesOf, givenTo, restore, textOf, type ViewName } from './chats.ts'

const Row = defineComponent({
  props: {
    chat: { type: Object as PropType<Chat>, required: true },
    id: { type: String, required: true },
  },
  setup: props => ({
    message: useMessage(
      () => props.chat,
      () => props.id,
    ),
    choicesOf,
    textOf,
  }),
  template: `
    <article v-if="message" :data-role="message.role" :data-status="message.status">
      <p>{{ textOf(message) }}</p>
      <button v-for="{ label, choose } in choicesOf(message, chat)" @click="choose">{{ label }}</button>
    </article>`,
})

const View = defineComponent({
  components: { Row },
  props: { name: { type: String as PropType<ViewName>, required: true } },
  setup(props) {
    const given = givenTo(props.name)
    return useChat('connection' in given ? given : () => givenTo(props.name) as Chat)
  },
  template: `
    <section aria-label="Chat">
      <div role="log"><Row v-for="id in messageIds" :key="id" :chat="chat" :id="id" /></div>
      <output>{{ status }}</output>
      <p v-if="error" role="alert">{{ error.message }}</p>
      <form @submit="handleSubmit">
        <input v-model="input" aria-label="Message" />
        <button>Send</button>
      </form>
      <button @click="stop">Stop</button>
      <button @click="retry()">Retry</button>
    </section>`,
})

restore()
createApp({
  components: { View },
  setup: () => ({ views: useStore($views) }),
  template: `<View v-for="(name, index) in views" :key="index + (name === 'own' ? name : '')" :name="name" />`,
}).mount('#app')
