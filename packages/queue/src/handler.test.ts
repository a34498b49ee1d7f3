import { ConnectionId } from '@pretok/domain'
import { defineJob, defineQueue } from '@pretok/jobs'
import { describe, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import type { Handlers } from './handler.ts'
import type { GivenUp } from './settle.ts'

const policy = { attempts: 3, backoffMs: 1, maxBackoffMs: 2, timeoutMs: 3, sides: [] }
const queue = defineQueue('parcels', {
  'send-parcel': defineJob({
    payload: z.object({ connectionId: ConnectionId, parcel: z.string() }),
    key: ({ parcel }) => parcel,
    ...policy,
  }),
  'weigh-parcel': defineJob({
    payload: z.object({ connectionId: ConnectionId, grams: z.int() }),
    key: ({ connectionId }) => connectionId,
    ...policy,
  }),
})

describe('handlers', () => {
  it('are one per job, each with its payload', () => {
    const handlers: Handlers<typeof queue> = {
      'send-parcel': async ({ parcel }) => {
        expectTypeOf(parcel).toEqualTypeOf<string>()
      },
      'weigh-parcel': async ({ grams }) => (grams > 5 ? { again: new Date() } : undefined),
    }
    expectTypeOf(handlers).toHaveProperty('weigh-parcel')
    // @ts-expect-error a handler is missing
    const incomplete: Handlers<typeof queue> = { 'send-parcel': async () => undefined }
    const wrong: Handlers<typeof queue> = {
      ...handlers,
      // @ts-expect-error this job has no such field
      'send-parcel': async ({ grams }) => void grams,
    }
    expectTypeOf([incomplete, wrong]).toBeArray()
  })

  it('given up, know their payload by their job', () => {
    expectTypeOf<Extract<GivenUp<typeof queue>, { job: 'weigh-parcel' }>['payload']>().toExtend<{ grams: number }>()
  })
})
