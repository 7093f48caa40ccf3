/** The part that is used of a client of `ioredis`, or of its `Cluster`. */
export interface IoRedisClient {
  call(command: string, ...args: string[]): Promise<unknown>
  duplicate(): IoRedisClient
  on(event: 'error', listener: (error: unknown) => void): unknown
  disconnect(): void
}

/** The part that is used of a client of `redis`, for a single server. */
export interface NodeRedisClient {
  sendCommand(args: string[]): Promise<unknown>
  duplicate(): NodeRedisClient
  on(event: 'error', listener: (error: unknown) => void): unknown
  connect(): Promise<unknown>
  destroy(): void
}

/** A Redis client: of `ioredis`, also its `Cluster`, or of `redis`. */
export type RedisClient = IoRedisClient | NodeRedisClient

/** A reply of Redis to one command. */
export type Reply = string | number | null | readonly Reply[]

/** One interface to either client. */
export interface Connection {
  send(command: string, ...args: readonly string[]): Promise<Reply>
  close(): void
}

export function connectionOf(client: RedisClient): Connection {
  let isOpen = true
  // `destroy` of `redis` throws the second time.
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

/**
 * A separate connection, for blocking commands; they reject if it breaks, so its errors are
 * ignored.
 */
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
