import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { RemoteUnavailableError } from '@pretok/kernel'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTransport, type Transport } from './transport.ts'

let server: Server
let url: URL
let served: number
let transport: Transport

beforeEach(async () => {
  served = 0
  server = createServer((request, response) => {
    served += 1
    request.resume().on('end', () => response.end())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  transport = createTransport({ concurrency: 1, allowPrivateNetworks: true })
})
afterEach(async () => {
  await transport.close()
  server.close()
})

const write = (mayStart?: () => boolean) =>
  transport.send({
    method: 'POST',
    url,
    body: '{}',
    timeoutMs: 5_000,
    writes: true,
    label: 'POST things',
    ...(mayStart ? { mayStart } : {}),
  })

/** Yes the first time, when a lane is free, and no from then on. */
const yesThenNo = () => {
  let asked = 0
  return () => {
    asked += 1
    return asked === 1
  }
}

/** Lets time pass within one turn of the event loop, so that no timer can fire. */
const standStill = (ms: number) => {
  const end = performance.now() + ms
  while (performance.now() < end);
}

describe('a call whose time to start ends', () => {
  it('while its connection is made does not leave', async () => {
    await expect(write(yesThenNo())).rejects.toBeInstanceOf(RemoteUnavailableError)
    expect(served).toBe(0)
    await write()
    expect(served).toBe(1)
  })

  it('does not leave over a connection that stands, either', async () => {
    await write()
    await expect(write(yesThenNo())).rejects.toMatchObject({ message: expect.stringContaining('nothing was sent') })
    await write(() => true)
    expect(served).toBe(2)
  })

  it('because the process stood still does not leave, though no timer has told it', async () => {
    const endsAt = performance.now() + 50
    const answers: boolean[] = []
    const call = write(() => {
      answers.push(performance.now() < endsAt)
      return answers.at(-1) === true
    })
    // It has its lane, and nothing has come back from the network yet.
    while (answers.length === 0) await Promise.resolve()
    standStill(60)
    await expect(call).rejects.toBeInstanceOf(RemoteUnavailableError)
    expect(answers).toEqual([true, false])
    expect(served).toBe(0)
  })

  it('is no sign of trouble over there', async () => {
    const reports: unknown[] = []
    const watched = createTransport({
      concurrency: 4,
      allowPrivateNetworks: true,
      onCall: (call) => reports.push(call),
    })
    const request = { method: 'POST', url, timeoutMs: 5_000, writes: true, label: 'POST things' } as const
    await expect(watched.send({ ...request, mayStart: yesThenNo() })).rejects.toThrow()
    expect([watched.inFlightLimit(), reports]).toEqual([4, []])
    await watched.close()
  })
})
