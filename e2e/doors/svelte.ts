import { mount } from 'svelte'
import { restore } from './chats.ts'
import Views from './views.svelte'

restore()
mount(Views, { target: document.querySelector('#app')! })
