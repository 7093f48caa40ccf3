import type { StreamError } from 'nanowire'

export interface ErrorText {
  readonly what: string
  readonly advice: string
  /** A file could not be sent, and the message is back in the composer. */
  readonly isOfFile?: boolean
}

/** An error in the user's words: what happened, and what to try. */
export function errorText(error: StreamError, hasBegun: boolean): ErrorText {
  if (/^The (?:file|address) /.test(error.message)) {
    return { what: 'The message was not sent.', advice: error.message, isOfFile: true }
  }
  switch (error.code) {
    case 'network':
      return hasBegun
        ? {
            what: 'The connection was lost.',
            advice: 'Check that you are online. What had arrived is kept.',
          }
        : {
            what: 'The server cannot be reached.',
            advice: 'Check that you are online, and that the server runs.',
          }
    case 'http':
      return httpErrorText(error)
    case 'content-type':
      return {
        what: 'Something other than an answer came back.',
        advice:
          'If it is a login page, log in again. If it is another kind of stream, choose another adapter.',
      }
    case 'malformed':
      return {
        what: 'Part of the answer could not be read.',
        advice: 'It arrived damaged, or in another format than expected.',
      }
    case 'truncated':
      return {
        what: 'The answer broke off before its end.',
        advice: 'What had arrived is kept, but it is not the whole answer.',
      }
    case 'timeout':
      return {
        what: 'The server took too long.',
        advice: 'It may be busy. Wait a little before you ask again.',
      }
    case 'too-large':
      return {
        what: 'The server sent more at once than this page accepts.',
        advice: 'What came before it is kept. A shorter question may help.',
      }
    case 'server':
      return {
        what: 'The server could not finish the answer.',
        advice: `It says: “${error.message}”`,
      }
    case 'unsupported':
      return {
        what: 'This page cannot read what the server sends.',
        advice: 'Ask the people who run it to stream text.',
      }
  }
}

function httpErrorText({ status = 0, retryAfter }: StreamError): ErrorText {
  if (status === 401 || status === 403) {
    return { what: 'You are not allowed to ask here.', advice: 'Log in again, or ask for access.' }
  }
  if (status === 404) {
    return {
      what: 'There is no chat at this address.',
      advice: 'Check its address, under “Bring your own model”.',
    }
  }
  if (status === 429) {
    const wait = retryAfter === undefined ? 'a little' : `${Math.ceil(retryAfter / 1000)} seconds`
    return { what: 'Too many questions at once.', advice: `Wait ${wait} before you ask again.` }
  }
  if (status >= 500) {
    return {
      what: 'The server has a problem.',
      advice: 'Wait a little before you ask again.',
    }
  }
  return {
    what: 'The server refused the question.',
    advice: 'Change the question, or try another server.',
  }
}
