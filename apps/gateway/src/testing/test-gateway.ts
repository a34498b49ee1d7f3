import { randomBytes } from 'node:crypto'
import { createApiKey, migrate, openDatabase, type Scope } from '@pretok/db'
import { createLogger, createSecretBox } from '@pretok/kernel'
import { createTestDatabase } from '@pretok/testing'
import { buildApp, type GatewayDeps } from '../app.ts'
import type { Problem } from '../problem.ts'

export interface Call {
  method?: 'POST' | 'PATCH' | 'DELETE'
  payload?: string | object | undefined
  headers?: Record<string, string>
  /** Where it comes from; 127.0.0.1 if not said. */
  remoteAddress?: string
  /** Instead of the gateway's own, which may do anything. */
  apiKey?: string | null
}

/** A gateway on a database of its own, asked without a port. */
export const createTestGateway = async (options: Partial<GatewayDeps> = {}) => {
  const database = await createTestDatabase({ migrate })
  const opened = openDatabase({ url: database.url, applicationName: 'gateway-test' })
  const { db } = opened
  const makeKey = async (scopes: Scope[], expiresAt?: Date) =>
    createApiKey(db, { name: scopes.join(' and '), scopes, ...(expiresAt ? { expiresAt } : {}) })
  const { key } = await makeKey(['read', 'write', 'admin'])
  const app = await buildApp({
    db,
    box: createSecretBox(`test:${randomBytes(32).toString('base64')}`),
    log: createLogger('gateway', 'silent'),
    allowPrivateNetworks: false,
    requestsPerMinute: 100_000,
    trustProxy: false,
    ...options,
  })
  /** @typeParam Body what the answer is taken for */
  const call = async <Body = Problem>(
    url: string,
    { apiKey = key, headers, method, payload, remoteAddress }: Call = {},
  ) => {
    const authorization = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }
    const response = await app.inject({
      url,
      method: method ?? 'GET',
      headers: { ...authorization, ...headers },
      ...(payload === undefined ? {} : { payload }),
      ...(remoteAddress === undefined ? {} : { remoteAddress }),
    })
    const isJson = /json/.test(String(response.headers['content-type']))
    return {
      status: response.statusCode,
      headers: response.headers,
      text: response.body,
      body: (isJson ? response.json() : undefined) as Body,
    }
  }
  return {
    app,
    db,
    pool: opened.pool,
    url: database.url,
    key,
    makeKey,
    call,
    get: call,
    post: <Body = Problem>(url: string, payload?: Call['payload'], rest?: Call) =>
      call<Body>(url, { method: 'POST', payload, ...rest }),
    patch: <Body = Problem>(url: string, payload: object, rest?: Call) =>
      call<Body>(url, { method: 'PATCH', payload, ...rest }),
    delete: <Body = Problem>(url: string, rest?: Call) => call<Body>(url, { method: 'DELETE', ...rest }),
    close: async () => {
      await app.close()
      await opened.close()
      await database.drop()
    },
  }
}
export type TestGateway = Awaited<ReturnType<typeof createTestGateway>>

/** Input for a new connection that is right in every field. */
export const goodConnection = {
  name: 'Trgovina',
  store: { url: 'https://shop.example', key: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ123456' },
  erp: { companyId: '16', secretKey: 'erp-secret-5f2a' },
}
