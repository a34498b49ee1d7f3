import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net'
import { text } from 'node:stream/consumers'
import { inspect } from 'node:util'
import { RemoteOutcomeUnknownError, RemoteUnavailableError } from '@pretok/kernel'
import { afterEach, describe, expect, it } from 'vitest'
import { AddressForbiddenError } from './errors.ts'
import { createTransport, type TransportOptions, type TransportRequest } from './transport.ts'

const cleanUps: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

const listen = async (server: Server): Promise<URL> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
}

const serve = async (handler: RequestListener): Promise<URL> => {
  const server = createServer(handler)
  cleanUps.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return listen(server)
}

/** An address where nobody listens. */
const unused = async (): Promise<URL> => {
  const server = createSocketServer()
  const url = await listen(server)
  server.close()
  return url
}

const open = (options: Partial<TransportOptions> = {}) => {
  const transport = createTransport({ concurrency: 4, allowPrivateNetworks: true, ...options })
  const send = (url: URL, request: Partial<TransportRequest> = {}) =>
    transport.send({ method: 'GET', url, timeoutMs: 5_000, label: 'GET things', ...request })
  cleanUps.push(() => transport.close())
  return send
}

const failure = (promise: Promise<unknown>): Promise<Error & { details?: Record<string, unknown> }> =>
  promise.then(
    () => expect.unreachable('the call succeeded'),
    (error) => error,
  )

/** A server that holds every request until the test answers it. */
const serveByHand = async () => {
  const held: { request: IncomingMessage; response: ServerResponse }[] = []
  let wake = () => {}
  const url = await serve((request, response) => {
    held.push({ request, response })
    wake()
  })
  const next = async () => {
    while (held.length === 0) await new Promise<void>((resolve) => (wake = resolve))
    return held.shift() as (typeof held)[number]
  }
  return { url, held, next }
}

describe('an answer', () => {
  it('is given as it came, with the request sent as asked', async () => {
    const url = await serve(async (request, response) => {
      response.writeHead(418, { 'x-seen': `${request.method} ${request.url} ${request.headers['x-mine']}` })
      response.end(`got ${await text(request)}`)
    })
    const send = open()
    const answer = await send(new URL('?a=b', url), { method: 'PUT', headers: { 'x-mine': 'yes' }, body: 'a body' })
    expect(answer.status).toBe(418)
    expect(answer.headers.get('x-seen')).toBe('PUT /?a=b yes')
    expect(new TextDecoder().decode(answer.body)).toBe('got a body')
  })

  it('that redirects is returned, not followed', async () => {
    const seen: unknown[] = []
    const url = await serve((request, response) => {
      seen.push(request.url)
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    const answer = await open()(url)
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe('/elsewhere')
    expect(seen).toEqual(['/'])
  })

  it('is reported to onCall, and so is a failure to get one', async () => {
    const calls: unknown[] = []
    const url = await serve((request, response) => {
      if (request.url === '/') response.end('12345')
      else if (request.url === '/busy') response.writeHead(429, { 'retry-after': '7' }).end()
      else request.socket.destroy()
    })
    const send = open({ onCall: (call) => calls.push(call) })
    await send(url)
    await send(new URL('busy', url))
    await failure(send(new URL('hang-up', url)))
    expect(calls).toEqual([
      { label: 'GET things', status: 200, bytes: 5, durationMs: expect.any(Number) },
      { label: 'GET things', status: 429, retryAfterMs: 7_000, bytes: 0, durationMs: expect.any(Number) },
      { label: 'GET things', cause: 'UND_ERR_SOCKET', bytes: 0, durationMs: expect.any(Number) },
    ])
  })

  it('is given when onCall is through with it', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/') response.end()
      else request.socket.destroy()
    })
    const told: string[] = []
    const send = open({
      onCall: async () => {
        await new Promise(setImmediate)
        told.push('onCall')
      },
    })
    await send(url)
    told.push('answer')
    await failure(send(new URL('hang-up', url)))
    told.push('failure')
    expect(told).toEqual(['onCall', 'answer', 'onCall', 'failure'])
  })
})

describe('a call without an answer', () => {
  const stalls: [string, RequestListener][] = [
    ['before the headers', () => {}],
    ['within the body', (_request, response) => response.writeHead(200).write('half')],
  ]
  it.each(stalls)('runs into its time-out %s', async (_name, handler) => {
    const error = await failure(open()(await serve(handler), { timeoutMs: 50 }))
    expect(error).toBeInstanceOf(RemoteUnavailableError)
    expect(error.details).toMatchObject({ call: 'GET things', cause: 'ETIMEDOUT' })
  })

  it.each(stalls)('leaves the outcome of a write unknown when it stalls %s', async (_name, handler) => {
    const error = await failure(open()(await serve(handler), { method: 'PUT', writes: true, timeoutMs: 50 }))
    expect(error).toBeInstanceOf(RemoteOutcomeUnknownError)
  })

  const hangUps: [string, RequestListener][] = [
    ['before the headers', (request) => request.socket.destroy()],
    [
      'within the body',
      (request, response) => {
        response.writeHead(200, { 'content-length': 100 })
        response.write('half', () => request.socket.destroy())
      },
    ],
  ]
  it.each(hangUps)('is told when the other side hangs up %s', async (_name, handler) => {
    expect(await failure(open()(await serve(handler)))).toBeInstanceOf(RemoteUnavailableError)
  })

  it.each(hangUps)('leaves the outcome of a write unknown when the other side hangs up %s', async (_name, handler) => {
    const error = await failure(open()(await serve(handler), { method: 'POST', writes: true }))
    expect(error).toBeInstanceOf(RemoteOutcomeUnknownError)
  })

  it.each([
    ['connection is refused', unused],
    ['name is not known', async () => new URL('http://nobody.invalid/')],
  ])('never left when the %s, so a write may be tried again', async (_name, find) => {
    const error = await failure(open()(await find(), { method: 'PUT', writes: true }))
    expect(error).toBeInstanceOf(RemoteUnavailableError)
  })
})

describe('the size limit', () => {
  const answers: [string, RequestListener][] = [
    ['announced', (_request, response) => response.writeHead(200, { 'content-length': 1001 }).end('x'.repeat(1001))],
    ['not announced', (_request, response) => [response.write('x'.repeat(600)), response.end('x'.repeat(401))]],
  ]
  it.each(answers)('refuses a longer answer whose length is %s', async (_name, handler) => {
    const error = await failure(open({ maxBodyBytes: 1000 })(await serve(handler)))
    expect(error).toBeInstanceOf(RemoteUnavailableError)
    expect(error.details).toMatchObject({ cause: 'EMSGSIZE' })
  })

  it('takes an answer that just fits', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(1000)))
    expect((await open({ maxBodyBytes: 1000 })(url)).body.byteLength).toBe(1000)
  })
})

describe('the lane', () => {
  it('has so many calls in flight and no more, in order of arrival', async () => {
    const { url, held, next } = await serveByHand()
    const send = open({ concurrency: 2 })
    const calls = ['1', '2', '3', '4'].map((path) => send(new URL(path, url)))
    const order: (string | undefined)[] = []
    for (const _ of calls) {
      const { request, response } = await next()
      order.push(request.url)
      expect(held.length).toBeLessThan(2)
      response.end()
    }
    await Promise.all(calls)
    expect(order.toSorted()).toEqual(['/1', '/2', '/3', '/4'])
    expect(order.slice(0, 2).toSorted()).toEqual(['/1', '/2'])
  })

  it('does not count waiting as part of the time-out', async () => {
    const { url, next } = await serveByHand()
    const send = open({ concurrency: 1 })
    const first = failure(send(url, { timeoutMs: 300 }))
    const second = send(url, { timeoutMs: 299 })
    await first
    await next()
    ;(await next()).response.end('served')
    expect((await second).status).toBe(200)
  })

  it('gives a call up, unsent, whose time to start was over when its turn came', async () => {
    const { url, held, next } = await serveByHand()
    const send = open({ concurrency: 1 })
    const first = send(url)
    const second = failure(send(url, { method: 'PUT', writes: true, mayStart: () => false }))
    ;(await next()).response.end()
    await first
    expect(await second).toBeInstanceOf(RemoteUnavailableError)
    expect(held).toEqual([])
  })
})

describe('a shop in trouble', () => {
  it.each([429, 503, 508])('that says %s gets fewer calls at once, and more again when it is well', async (status) => {
    let inTrouble = false
    let inFlight = 0
    let most = 0
    const url = await serve((_request, response) => {
      inFlight += 1
      most = Math.max(most, inFlight)
      setTimeout(() => {
        inFlight -= 1
        response.writeHead(inTrouble ? status : 200).end()
      }, 10)
    })
    const { send, inFlightLimit, close } = createTransport({ concurrency: 4, allowPrivateNetworks: true })
    cleanUps.push(close)
    const sendMany = async (count: number) => {
      most = 0
      const request = { method: 'GET', url, timeoutMs: 5_000, label: 'GET things' } as const
      await Promise.all(Array.from({ length: count }, () => send(request)))
      return most
    }
    expect(await sendMany(20)).toBe(4)
    expect(inFlightLimit()).toBe(4)

    inTrouble = true
    await sendMany(20)
    expect(inFlightLimit()).toBe(1)
    expect(await sendMany(5)).toBe(1)

    inTrouble = false
    // 1 + 2 + 3 good calls lead back to four.
    await sendMany(6)
    expect(inFlightLimit()).toBe(4)
    expect(await sendMany(20)).toBe(4)
  })

  it('that gives no answers gets fewer calls at once', async () => {
    const url = await serve((request) => request.socket.destroy())
    const transport = createTransport({ concurrency: 4, allowPrivateNetworks: true })
    cleanUps.push(() => transport.close())
    for (const expected of [2, 1]) {
      await failure(transport.send({ method: 'GET', url, timeoutMs: 5_000, label: 'GET things' }))
      expect(transport.inFlightLimit()).toBe(expected)
    }
  })
})

describe('a signal', () => {
  const reason = new Error('told to stop')

  it('ends a read with its reason', async () => {
    const { url, next } = await serveByHand()
    const controller = new AbortController()
    const call = failure(open()(url, { signal: controller.signal }))
    await next()
    controller.abort(reason)
    expect(await call).toBe(reason)
  })

  it('leaves the outcome of a write that is under way unknown', async () => {
    const { url, next } = await serveByHand()
    const controller = new AbortController()
    const call = failure(open()(url, { method: 'PUT', writes: true, signal: controller.signal }))
    await next()
    controller.abort(reason)
    expect(await call).toBeInstanceOf(RemoteOutcomeUnknownError)
  })

  it('says nothing about the other side', async () => {
    const { url, next } = await serveByHand()
    const calls: unknown[] = []
    const transport = createTransport({
      concurrency: 4,
      allowPrivateNetworks: true,
      onCall: (call) => calls.push(call),
    })
    cleanUps.push(() => transport.close())
    for (const writes of [false, true]) {
      const controller = new AbortController()
      const { signal } = controller
      const call = failure(
        transport.send({ method: 'PUT', url, timeoutMs: 5_000, label: 'PUT things', writes, signal }),
      )
      await next()
      controller.abort(reason)
      await call
    }
    expect(calls).toEqual([])
    expect(transport.inFlightLimit()).toBe(4)
  })

  it('that is aborted already sends nothing', async () => {
    const { url, held } = await serveByHand()
    expect(await failure(open()(url, { writes: true, signal: AbortSignal.abort(reason) }))).toBe(reason)
    expect(held).toEqual([])
  })

  it('takes a call out of the queue at once, and it is never sent', async () => {
    const { url, held, next } = await serveByHand()
    const send = open({ concurrency: 1 })
    const controller = new AbortController()
    const first = send(url)
    const waiting = failure(send(url, { method: 'PUT', writes: true, signal: controller.signal }))
    const last = send(url)
    const { response } = await next()
    controller.abort(reason)
    expect(await waiting).toBe(reason)
    response.end()
    await first
    const { request, response: lastResponse } = await next()
    lastResponse.end()
    await last
    expect(request.method).toBe('GET')
    expect(held).toEqual([])
  })
})

describe('the address guard', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1'])('keeps %s out of reach', async (host) => {
    const { url, held } = await serveByHand()
    url.host = `${host}:${url.port}`
    const error = await failure(open({ allowPrivateNetworks: false })(url, { writes: true }))
    expect(error).toBeInstanceOf(AddressForbiddenError)
    expect(held).toEqual([])
  })

  it('can be lifted', async () => {
    const url = await serve((_request, response) => response.end())
    expect((await open({ allowPrivateNetworks: true })(url)).status).toBe(200)
  })
})

describe('an error', () => {
  const secret = 'planted-secret'
  const echo = async (): Promise<URL> => {
    const server = createSocketServer((socket) => socket.on('data', (bytes) => socket.end(`nonsense ${bytes}`)))
    cleanUps.push(() => server.close())
    return listen(server)
  }
  const cases: [string, () => Promise<URL>, Partial<TransportRequest>?, Partial<TransportOptions>?][] = [
    ['an answer that is no HTTP and echoes the request', echo],
    ['a refused connection', unused],
    ['a name that is not known', async () => new URL('http://nobody.invalid/')],
    ['a time-out', async () => (await serveByHand()).url, { timeoutMs: 30 }],
    ['a hang-up', () => serve((request) => request.socket.destroy())],
    ['a long answer', () => serve((_request, response) => response.end(secret)), {}, { maxBodyBytes: 3 }],
    ['a forbidden address', unused, {}, { allowPrivateNetworks: false }],
    ['a malformed header', unused, { headers: { authorization: `Bearer ${secret}\n\0` } }],
    ['a password in the address', async () => new URL(`http://user:${secret}@127.0.0.1/`)],
  ]
  it.each(cases)('about %s holds no secret, read or write', async (_name, find, request, options) => {
    const headers = { authorization: secret }
    for (const writes of [false, true]) {
      const url = await find()
      url.searchParams.set('key', secret)
      const sent: Partial<TransportRequest> = { method: 'PUT', headers, body: secret, writes, ...request }
      const error = await failure(open(options)(url, sent))
      expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(secret)
      expect(JSON.stringify(error)).not.toContain(secret)
    }
  })
})
