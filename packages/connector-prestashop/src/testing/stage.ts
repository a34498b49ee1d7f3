import { once } from 'node:events'
import { createServer, request as forward, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Check, FlowSettings } from '@pretok/domain'
import { type PrestashopSandbox, type PrestashopSandboxOptions, startPrestashopSandbox } from '@pretok/sandbox'
import { expect, onTestFinished } from 'vitest'
import { diagnosePrestashop, type PrestashopDiagnosisInput } from '../diagnosis/diagnose.ts'

export interface Asked {
  method: string
  /** Path and query, decoded. */
  target: string
  headers: IncomingHttpHeaders
}

export type Reply =
  | { status?: number; headers?: Record<string, string>; body?: string | null | undefined }
  | 'hang-up'
  | 'silence'

export interface StageOptions extends PrestashopSandboxOptions {
  /** What answers in place of the sandbox; `undefined` lets a request through. */
  answer?: (asked: Asked) => Reply | undefined
}

export interface Stage {
  url: string
  sandbox: PrestashopSandbox
  asked: Asked[]
}

/** A sandbox behind a server that may answer in its place. Both end with the test. */
export const startStage = async ({ answer = () => undefined, ...options }: StageOptions = {}): Promise<Stage> => {
  const sandbox = await startPrestashopSandbox(options)
  onTestFinished(() => sandbox.close())
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    const call = { method, target: decodeURIComponent(url), headers }
    asked.push(call)
    const reply = answer(call)
    if (reply === 'silence') return
    if (reply === 'hang-up') return void request.socket.destroy()
    if (reply) return void response.writeHead(reply.status ?? 200, reply.headers).end(reply.body ?? '')
    const onward = forward(new URL(url, sandbox.url), { method, headers }, (inner) => {
      response.writeHead(inner.statusCode ?? 0, inner.headers)
      inner.on('error', () => response.destroy()).pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sandbox, asked }
}

export const noFlows: FlowSettings = { orders: false, products: false, stock: false, statuses: false, invoices: false }
export const ordersOnly: FlowSettings = { ...noFlows, orders: true }

/** In all the forms in which a key may slip out. */
const expectNoKey = (checks: readonly Check[], key: string): void => {
  const text = JSON.stringify(checks).toLowerCase()
  expect(text).not.toContain('ws_key=')
  if (key.length < 16) return
  for (const form of [key, encodeURIComponent(key), btoa(key), btoa(`${key}:`)]) {
    expect(text).not.toContain(form.toLowerCase())
  }
}

/** Diagnoses a shop with the good key and orders switched on, unless told otherwise, and sees that the key is nowhere in the result. */
export const diagnose = async (
  { url, sandbox }: Pick<Stage, 'url' | 'sandbox'>,
  input: Partial<PrestashopDiagnosisInput> = {},
): Promise<Check[]> => {
  const whole = { url, key: sandbox.keys['valid-key'], flows: ordersOnly, allowPrivateNetworks: true, ...input }
  const checks = await diagnosePrestashop(whole)
  expectNoKey(checks, whole.key)
  return checks
}

export const checkOf = (checks: readonly Check[], id: string): Check => {
  const found = checks.find((check) => check.id === id)
  if (!found) throw new Error(`no check ${id}`)
  return found
}

/** What is amiss, as `store.key ERR_...`; plain http, as on every loopback address, left out. */
export const faultsOf = (checks: readonly Check[]): string[] =>
  checks
    .filter(({ status, code }) => ['warning', 'failed'].includes(status) && code !== 'ERR_REMOTE_NOT_ENCRYPTED')
    .map(({ id, code }) => `${id} ${code}`)
