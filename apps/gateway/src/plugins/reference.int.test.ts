import { createHash } from 'node:crypto'
import { validate } from '@readme/openapi-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestGateway, type TestGateway } from '../testing/test-gateway.ts'

interface Operation {
  summary?: string
  tags?: string[]
  security?: unknown[]
  requestBody?: { content: Record<string, { examples?: object; example?: unknown }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>
}
interface Document {
  openapi: string
  paths: Record<string, { get?: Operation; post?: Operation; patch?: Operation; delete?: Operation }>
  security: unknown
  components: { schemas: Record<string, { properties?: Record<string, unknown> }> }
}

let gateway: TestGateway
let document: Document
beforeAll(async () => {
  gateway = await createTestGateway()
  document = (await gateway.get<Document>('/openapi.json', { apiKey: null })).body
})
afterAll(() => gateway.close())

/** `GET /v1/orders/{id}` and so on, from the router's own tree. */
const registeredRoutes = (): string[] => {
  const parents: string[] = []
  return gateway.app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', name = '', methods = ''] = /^(.*?)[└├]── (\S+) \((.*)\)$/.exec(line) ?? []
      const depth = indent.length / 4
      if (name === '') return []
      parents.length = depth
      parents.push(name)
      const path = parents
        .join('')
        .replace(/^\/\//, '/')
        .replace(/:(\w+)/g, '{$1}')
      return methods
        .split(', ')
        .filter((method) => method !== 'HEAD')
        .map((method) => `${method} ${path}`)
    })
}

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  )

describe('the OpenAPI document', () => {
  it('is valid, in version 3.1', async () => {
    expect(document.openapi).toMatch(/^3\.1/)
    expect(await validate(structuredClone(document) as never)).toMatchObject({ valid: true })
  })

  it('holds every route but those that show it', () => {
    const shown = ['GET /', 'GET /openapi.json', 'GET /docs', 'GET /docs/', 'GET /docs/js/scalar.js']
    const described = operations().map(({ route }) => route)
    expect(described.length).toBeGreaterThan(15)
    expect(
      registeredRoutes()
        .filter((route) => !shown.includes(route))
        .sort(),
    ).toEqual(described.sort())
  })

  it.each(['summary', 'tags'] as const)('gives every route a %s', (part) => {
    for (const { route, operation } of operations()) expect(operation[part], route).toBeTruthy()
  })

  it('describes every answer, and problems as problems', () => {
    for (const { route, operation } of operations()) {
      for (const [status, { description, content = {} }] of Object.entries(operation.responses)) {
        expect(description, `${route} ${status}`).not.toMatch(/default/i)
        const good = route.endsWith('.csv') ? 'text/csv' : 'application/json'
        const type = Number(status) >= 400 ? 'application/problem+json' : good
        expect(Object.keys(content), `${route} ${status}`).toEqual(status === '204' ? [] : [type])
      }
    }
  })

  it('says which routes need a key and which problems follow from it', () => {
    for (const { route, operation } of operations()) {
      const statuses = Object.keys(operation.responses)
      if (route.includes(' /v1/'))
        expect(statuses, route).toEqual(expect.arrayContaining(['401', '403', '429', '500', '503']))
      else expect(operation.security, route).toEqual([])
    }
  })

  it('is for programs with a key and people with a cookie, save what only people have', () => {
    expect(document.security).toEqual([{ apiKey: [] }, { session: [] }])
    const forPeople = operations().filter(({ operation }) => JSON.stringify(operation.security) === '[{"session":[]}]')
    expect(forPeople.map(({ route }) => route).sort()).toEqual(['DELETE /v1/session', 'POST /v1/session/password'])
  })

  it('shows an example of every body', () => {
    for (const { route, operation } of operations()) {
      const body = operation.requestBody?.content['application/json']
      if (body) expect(body.examples ?? body.example, route).toBeTruthy()
    }
  })

  it.each(['/v1/connections', '/v1/users'])('gives examples of %s that are accepted', async (path) => {
    const { content } = document.paths[path]?.post?.requestBody ?? {}
    const examples = content?.['application/json']?.examples as Record<string, { value: object }>
    for (const { value } of Object.values(examples)) {
      expect((await gateway.post(path, value)).status).toBe(201)
    }
  })

  it('holds no component that nothing refers to', () => {
    const text = JSON.stringify(document)
    for (const name of Object.keys(document.components.schemas)) expect(text).toContain(`/schemas/${name}"`)
  })
})

describe('the reference page', () => {
  it('is found from the front door', async () => {
    const { status, headers } = await gateway.get('/', { apiKey: null })
    expect({ status, location: headers.location }).toEqual({ status: 302, location: '/docs/' })
  })

  it('loads everything from here, and its policy lets it do nothing else', async () => {
    const page = await gateway.get('/docs/', { apiKey: null })
    expect(page.status).toBe(200)
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source = '']) => source)
    expect(sources.length).toBeGreaterThan(0)
    for (const source of sources) {
      const { origin, pathname } = new URL(source, 'http://here/docs/')
      expect(origin).toBe('http://here')
      expect((await gateway.get(pathname, { apiKey: null })).status).toBe(200)
    }
    const policy = String(page.headers['content-security-policy'])
    expect(policy).not.toMatch(/https?:|\*/)
    const inline = [...page.text.matchAll(/<script type="text\/javascript">([\s\S]*?)<\/script>/g)]
    expect(inline.length).toBe(1)
    for (const [, script = ''] of inline) {
      expect(policy).toContain(createHash('sha256').update(script).digest('base64'))
    }
  })

  it('is the only one that may run scripts', async () => {
    const { headers } = await gateway.get('/v1/orders')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['x-content-type-options']).toBe('nosniff')
  })
})
