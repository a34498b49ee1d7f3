import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { expect, it, onTestFinished } from 'vitest'
import { type Certificate, type CertificateOptions, makeCertificate } from '../testing/certificates.ts'
import { type ProbeOptions, probe } from './probe.ts'
import type { ProbeReport } from './report.ts'

const look = (url: string, options: Partial<ProbeOptions> = {}): Promise<ProbeReport> =>
  probe(new URL(url), { allowPrivateNetworks: true, ...options })

const codes = ({ steps }: ProbeReport): string[] => steps.map(({ step, code = 'OK' }) => `${step} ${code}`)

const lastOf = ({ steps }: ProbeReport) => steps.at(-1)

const listen = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return (server.address() as AddressInfo).port
}

/** A TLS server; `heard` is what it was sent inside the encryption. */
const serveTls = async (options: TlsOptions) => {
  const heard: Buffer[] = []
  const server = createTlsServer(options, (socket) => {
    socket.on('data', (chunk) => heard.push(chunk))
    socket.on('error', () => {})
  })
  server.on('tlsClientError', () => {})
  return { url: `https://localhost:${await listen(server)}`, heard }
}

const serveCertificate = async (options: Partial<CertificateOptions> = {}) => {
  const { cert, key } = await makeCertificate({ name: 'localhost', ...options })
  return serveTls({ cert, key })
}

const authority = (name: string, issuer?: Certificate): Promise<Certificate> =>
  makeCertificate({ name, isAuthority: true, ...(issuer && { issuer }) })

/** The same probe in a process of its own, which trusts one more authority: Node reads those when it starts. */
const lookTrusting = async (trusted: Certificate, url: string): Promise<ProbeReport> => {
  const folder = mkdtempSync(join(tmpdir(), 'pretok-probe-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'authority.pem')
  writeFileSync(file, trusted.cert)
  const script = `
    import { probe } from ${JSON.stringify(new URL('./probe.ts', import.meta.url).href)}
    const report = await probe(new URL(${JSON.stringify(url)}), { allowPrivateNetworks: true })
    process.stdout.write(JSON.stringify(report))`
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=source', '--input-type=module', '-e', script],
    {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: { ...process.env, NODE_EXTRA_CA_CERTS: file, NODE_OPTIONS: '' },
    },
  )
  return JSON.parse(stdout)
}

it('a server that listens is reached, and told nothing', async () => {
  const heard: Buffer[] = []
  const port = await listen(createServer((socket) => void socket.on('data', (chunk) => heard.push(chunk))))
  const report = await look(`http://localhost:${port}/folder?a=b`)
  expect(codes(report)).toEqual(['address OK', 'name OK', 'connect OK'])
  expect(report).toMatchObject({ url: `http://localhost:${port}`, host: 'localhost', port, encrypted: false })
  expect(report.steps[1]?.details).toMatchObject({ addresses: expect.arrayContaining(['127.0.0.1']) })
  expect(lastOf(report)?.details).toEqual({ address: '127.0.0.1', port })
  for (const { durationMs } of report.steps) expect(durationMs).toBeGreaterThanOrEqual(0)
  expect(heard).toEqual([])
})

it('an address made of numbers needs no name', async () => {
  const port = await listen(createServer())
  expect(codes(await look(`http://127.0.0.1:${port}`))).toEqual(['address OK', 'connect OK'])
})

it.each(['http://127.0.0.1:1', 'http://[::1]:1', 'http://169.254.169.254', 'http://[::ffff:10.0.0.1]'])(
  'the internal address %s is refused before anything is done',
  async (url) => {
    expect(codes(await look(url, { allowPrivateNetworks: false }))).toEqual(['address ERR_REMOTE_ADDRESS_FORBIDDEN'])
  },
)

it('a name that leads to an internal address is refused before a connection is made', async () => {
  let connections = 0
  const port = await listen(
    createServer(() => {
      connections += 1
    }),
  )
  const report = await look(`http://localhost:${port}`, { allowPrivateNetworks: false })
  expect(codes(report)).toEqual(['address OK', 'name ERR_REMOTE_ADDRESS_FORBIDDEN'])
  expect(lastOf(report)?.details).toEqual({ host: 'localhost' })
  expect(connections).toBe(0)
})

it('an unknown name', async () => {
  const report = await look('https://shop.invalid')
  expect(codes(report)).toEqual(['address OK', 'name ERR_REMOTE_NAME_UNKNOWN'])
  expect(lastOf(report)?.details).toEqual({ host: 'shop.invalid', cause: 'ENOTFOUND' })
})

it('a port where nobody listens', async () => {
  const server = createServer()
  const port = await listen(server)
  server.close()
  const report = await look(`https://localhost:${port}`)
  expect(codes(report)).toEqual(['address OK', 'name OK', 'connect ERR_REMOTE_CONNECTION_REFUSED'])
  expect(lastOf(report)?.details).toEqual({ port, cause: 'ECONNREFUSED' })
})

it('a server that takes the connection and says nothing', async () => {
  const port = await listen(createServer(() => {}))
  const report = await look(`https://localhost:${port}`, { timeoutMs: 100 })
  expect(codes(report)).toEqual(['address OK', 'name OK', 'connect OK', 'tls ERR_REMOTE_ANSWER_TIMEOUT'])
})

it.runIf(process.platform === 'linux')('a port that takes no connection any more', async () => {
  // A program that stands still: the system queues two connections for it, and lets further ones knock in vain.
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads')
     const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
       parentPort.postMessage(server.address().port)
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
     })`,
    { eval: true },
  )
  onTestFinished(() => void worker.terminate())
  const [port] = await once(worker, 'message')
  for (const _ of [1, 2]) {
    const waiting = connect(port, '127.0.0.1')
    onTestFinished(() => void waiting.destroy())
    await once(waiting, 'connect')
  }
  const report = await look(`https://localhost:${port}`, { timeoutMs: 200 })
  expect(codes(report)).toEqual(['address OK', 'name OK', 'connect ERR_REMOTE_CONNECT_TIMEOUT'])
})

it('ends with the reason of its signal', async () => {
  const reason = new Error('told to stop')
  const controller = new AbortController()
  const port = await listen(createServer(() => controller.abort(reason)))
  const { signal } = controller
  await expect(look(`https://localhost:${port}`, { signal })).rejects.toBe(reason)
  await expect(look(`https://localhost:${port}`, { signal })).rejects.toBe(reason)
})

it('a port that speaks plain HTTP', async () => {
  const port = await listen(createHttpServer((_request, response) => response.end('x')))
  expect(lastOf(await look(`https://localhost:${port}`))?.code).toBe('ERR_REMOTE_TLS_NOT_SPOKEN')
})

it('a port that speaks something else', async () => {
  const port = await listen(createServer((socket) => void socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.2\r\n')))
  expect(lastOf(await look(`https://localhost:${port}`))?.code).toBe('ERR_REMOTE_TLS_NOT_SPOKEN')
})

it('a server that hangs up in the handshake', async () => {
  const port = await listen(createServer((socket) => void socket.on('error', () => {}).destroy()))
  expect(lastOf(await look(`https://localhost:${port}`))?.code).toBe('ERR_REMOTE_TLS_HANDSHAKE')
})

it('a server that knows old protocols only', async () => {
  const { cert, key } = await makeCertificate({ name: 'localhost' })
  const { url } = await serveTls({
    cert,
    key,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  })
  expect(lastOf(await look(url))?.code).toBe('ERR_REMOTE_TLS_OUTDATED')
})

it('a server without a common cipher', async () => {
  const { cert, key } = await makeCertificate({ name: 'localhost' })
  const { url } = await serveTls({ cert, key, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' })
  expect(lastOf(await look(url))?.code).toBe('ERR_REMOTE_TLS_HANDSHAKE')
})

it('a certificate signed by itself', async () => {
  const { url, heard } = await serveCertificate()
  const report = await look(url)
  expect(lastOf(report)).toMatchObject({
    step: 'tls',
    status: 'failed',
    code: 'ERR_REMOTE_TLS_SELF_SIGNED',
    details: { names: ['localhost', '127.0.0.1'], issuer: 'localhost', protocol: 'TLSv1.3' },
  })
  expect(heard).toEqual([])
})

it('a certificate of an authority nobody knows, sent along', async () => {
  const root = await authority('Own Root')
  const { cert, key } = await makeCertificate({ name: 'localhost', issuer: root })
  const { url } = await serveTls({ cert: cert + root.cert, key })
  expect(lastOf(await look(url))).toMatchObject({
    code: 'ERR_REMOTE_TLS_UNKNOWN_CA',
    details: { issuer: 'Own Root' },
  })
})

it('a certificate whose intermediate is not sent', async () => {
  const root = await authority('Root')
  const intermediate = await authority('Intermediate', root)
  const { cert, key } = await makeCertificate({ name: 'localhost', issuer: intermediate })
  const broken = await serveTls({ cert, key })
  // Even for whoever trusts the root.
  for (const report of [await look(broken.url), await lookTrusting(root, broken.url)]) {
    expect(lastOf(report)).toMatchObject({
      code: 'ERR_REMOTE_TLS_CHAIN_INCOMPLETE',
      details: { issuer: 'Intermediate' },
    })
  }
  const whole = await serveTls({ cert: cert + intermediate.cert, key })
  expect(codes(await lookTrusting(root, whole.url)).at(-1)).toBe('tls OK')
})

it.each<[what: string, options: Partial<CertificateOptions>, code: string | undefined]>([
  ['that holds', {}, undefined],
  ['that has expired', { fromDay: -100, untilDay: -1 }, 'ERR_REMOTE_TLS_EXPIRED'],
  ['that is not valid yet', { fromDay: 2 }, 'ERR_REMOTE_TLS_NOT_YET_VALID'],
  ['for other names', { names: ['other.example', 'www.other.example'] }, 'ERR_REMOTE_TLS_NAME'],
  ['that ends within fourteen days', { untilDay: 13 }, 'ERR_REMOTE_TLS_EXPIRES_SOON'],
])('a certificate of an authority in NODE_EXTRA_CA_CERTS, %s', async (_, options, code) => {
  const root = await authority('Own Root')
  const { url } = await serveCertificate({ issuer: root, ...options })
  const tls = lastOf(await lookTrusting(root, url))
  expect(tls?.code).toBe(code)
  expect(tls).toMatchObject({
    step: 'tls',
    details: {
      names: options.names ?? ['localhost', '127.0.0.1'],
      issuer: 'Own Root',
      validFrom: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      validUntil: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    },
  })
})
