import { useChat, useMessage } from 'nanowire/vue'
import type { Chat } from 'nanowire/core'
import { defineComponent, type Component, type PropType } from 'vue'
import type { Given } from './chats.ts'

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
  }),
  template: '<article :data-status="message?.status">{{ message?.content }}</article>',
})

export const Page: Component = defineComponent({
  components: { Row },
  props: { given: { type: Object as PropType<Given>, required: true } },
  setup: ({ given }) => useChat(given),
  template: `
    <section>
      <div role="log"><Row v-for="id in messageIds" :key="id" :chat="chat" :id="id" /></div>
      <output>{{ status }}</output>
      <form @submit="handleSubmit"><input v-model="input" aria-label="Message" /></form>
      <button v-if="isLoading" @click="stop">Stop</button>
    </section>`,
})
