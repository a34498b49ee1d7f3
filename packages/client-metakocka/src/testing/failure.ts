import { AppError } from '@pretok/kernel'
import type { MetakockaClient } from '../client.ts'
import { connect, type Reply, startLocalServer } from './local-server.ts'

export const html: Reply = { headers: { 'content-type': 'text/html' }, body: '<html><body>Bad gateway</body></html>' }
export const json = (body: object, rest: Partial<Reply> = {}): Reply => ({ body, ...rest })

/** The error of one call against a server that always answers this. */
export const failure = async (
  reply: Reply | (() => Promise<never>),
  call: (client: MetakockaClient) => Promise<unknown>,
): Promise<AppError> => {
  await using server = await startLocalServer(() => (typeof reply === 'function' ? reply() : reply))
  // Only who is never answered needs to be impatient.
  const patience = typeof reply === 'function' ? { readTimeoutMs: 100, writeTimeoutMs: 100 } : {}
  const client = connect(server.url, patience)
  const error = await call(client).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof AppError)) throw new Error('the call did not fail as expected', { cause: error })
  return error
}
