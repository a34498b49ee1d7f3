import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { openSocket } from './open-socket.ts'

const listen = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

const first = { address: '127.0.0.2', family: 4 }
const second = { address: '127.0.0.1', family: 4 }
const sixth = { address: '::1', family: 6 }

it.each([
  ['IPv6 before IPv4', [sixth, second]],
  ['one after another', [first, second]],
  ['the only one', [second]],
])('goes to the address that takes it: %s', async (_, addresses) => {
  const port = await listen()
  // The name is not asked again: it does not even exist.
  const { outcome, socket } = await openSocket('shop.invalid', port, addresses, AbortSignal.timeout(5_000))
  socket?.destroy()
  expect(outcome).toEqual({ status: 'ok', details: { address: '127.0.0.1', port } })
})

it('tells the refusal where one of several addresses refuses', async () => {
  const port = await listen()
  const { outcome } = await openSocket('shop.invalid', port, [sixth, first], AbortSignal.timeout(5_000))
  expect(outcome).toMatchObject({ status: 'failed', code: 'ERR_REMOTE_CONNECTION_REFUSED' })
})
