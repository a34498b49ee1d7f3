import type { FastifyPluginAsync } from 'fastify'
import type { GatewayDeps } from '../app.ts'
import { metakockaHook } from './metakocka-hook.ts'
import { prestashopHook } from './prestashop-hook.ts'

export type HookDeps = Pick<GatewayDeps, 'db' | 'box'>

/** What other systems tell us. No API key: each webhook is signed with a secret of its connection. */
export const hookRoutes: FastifyPluginAsync<HookDeps> = async (app, deps) => {
  // The signature is of the bytes as they came.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  await app.register(prestashopHook, deps)
  await app.register(metakockaHook, deps)
}
