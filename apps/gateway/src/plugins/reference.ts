import { createHash } from 'node:crypto'
import swagger from '@fastify/swagger'
import scalar from '@scalar/fastify-api-reference'
import fp from 'fastify-plugin'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { tidyDocument } from '../tidy-document.ts'

const description = `
Pretok keeps PrestaShop stores and the MetaKocka ERP in step.

Every route under \`/v1\` is for programs with an API key, \`Authorization: Bearer pk_...\`, and for people who have signed in (\`POST /v1/session\`).
GET needs the scope \`read\`, the rest \`write\`, and whatever decides who may do what \`admin\`.
Lists are pages, newest first: give \`nextCursor\` as \`cursor\` to go on. Amounts are decimal texts, times are UTC.
Writes accept an \`Idempotency-Key\`, save those with a password: for a day, the same key with the same request gives the same answer, and nothing is done twice.
Errors are problem documents (RFC 9457); their \`code\` is stable.
`.trim()

const openapi = {
  openapi: '3.1.0',
  info: { title: 'Pretok', version: '1.0.0', description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
  servers: [{ url: '/' }],
  security: [{ apiKey: [] }, { session: [] }],
  components: {
    securitySchemes: {
      apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, `pk_...`' },
      session: {
        type: 'apiKey',
        in: 'cookie',
        name: '__Host-pretok-session',
        description:
          'Set by `POST /v1/session`; `pretok-session` over http on this machine. For pages of this very origin',
      },
    },
  },
  tags: [
    { name: 'Connections', description: 'A store and an ERP company that are kept in step' },
    { name: 'Syncs', description: 'Asked-for runs of a flow' },
    { name: 'Orders', description: 'What became of each store order' },
    { name: 'Problems', description: 'Whatever does not flow, and trying it again' },
    { name: 'Webhooks', description: 'What other systems tell Pretok of their own accord' },
    { name: 'Session', description: 'Signing in and out' },
    { name: 'Users', description: 'People who may sign in, and their roles' },
    { name: 'API keys', description: 'Programs that may call this API' },
    { name: 'Audit', description: 'Who changed or revealed what' },
    { name: 'Health', description: 'For whoever watches over the process' },
  ],
} as const

/** The policy of the reference page: everything from here, its one inline script by its hash, the styles it makes itself. */
const pagePolicy = (page: string): string => {
  const scripts = [...page.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  )
  return [
    "default-src 'self'",
    `script-src 'self' ${scripts.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** `/openapi.json`, generated from the routes that are registered after this, and a page to read it at `/docs`. */
export const reference = fp(
  async (app) => {
    await app.register(swagger, {
      openapi: structuredClone(openapi) as object,
      transform: jsonSchemaTransform,
      transformObject: (document) => tidyDocument(jsonSchemaTransformObject(document)),
    })
    app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
    app.get('/', { schema: { hide: true } }, async (_request, reply) => reply.redirect('/docs/'))
    await app.register(async (page) => {
      page.addHook('onSend', async (_request, reply, payload) => {
        if (typeof payload === 'string' && String(reply.getHeader('content-type')).startsWith('text/html')) {
          reply.header('content-security-policy', pagePolicy(payload))
        }
        return payload
      })
      await page.register(scalar, {
        routePrefix: '/docs',
        configuration: {
          url: '/openapi.json',
          pageTitle: 'Pretok API',
          withDefaultFonts: false,
          telemetry: false,
          hideClientButton: true,
          showDeveloperTools: 'never',
          agent: { disabled: true },
          mcp: { disabled: true },
        },
      })
    })
  },
  { name: 'reference' },
)
