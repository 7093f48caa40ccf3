/** What is used of a client of `ioredis`, a `Cluster` of it too. */
export interface IoRedisClient {
  call(command: string, ...args: string[]): Promise<unknown>
  duplicate(): IoRedisClient
  on(event: 'error', listener: (error: unknown) => void): unknown
  disconnect(): void
}

/** What is used of a client of `redis`, of a single server. */
export interface NodeRedisClient {
  sendCommand(args: string[]): Promise<unknown>
  duplicate(): NodeRedisClient
  on(event: 'error', listener: (error: unknown) => void): unknown
  connect(): Promise<unknown>
  destroy(): void
}

/** A client of Redis: one of `ioredis`, a cluster of it too, or one of `redis`. */
export type RedisClient = IoRedisClient | NodeRedisClient

/** What Redis replies to one command, as arrays, texts and numbers. */
export type Reply = string | number | null | readonly Reply[]

/** A client, whichever it is. */
export interface Connection {
  send(command: string, ...args: readonly string[]): Promise<Reply>
  close(): void
}

export function connectionOf(client: RedisClient): Connection {
  let isOpen = true
  // One of the two refuses to be closed twice.
  const once = (close: () => void): void => {
    if (isOpen) close()
    isOpen = false
  }
  return isIoRedis(client)
    ? {
        send: (command, ...args) => client.call(command, ...args) as Promise<Reply>,
        close: () => once(() => client.disconnect()),
      }
    : {
        send: (...args) => client.sendCommand([...args]) as Promise<Reply>,
        close: () => once(() => client.destroy()),
      }
}

/** A connection of its own, for a command that waits; what breaks it is seen by the command. */
export async function anotherOf(client: RedisClient): Promise<Connection> {
  if (isIoRedis(client)) {
    const another = client.duplicate()
    another.on('error', () => {})
    return connectionOf(another)
  }
  const another = client.duplicate()
  another.on('error', () => {})
  await another.connect()
  return connectionOf(another)
}

function isIoRedis(client: RedisClient): client is IoRedisClient {
  return 'call' in client && typeof client.call === 'function'
}
