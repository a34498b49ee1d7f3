import { type Sync, SyncCounts, SyncFlow, SyncRequest, SyncState } from '@pretok/db'
import { z } from 'zod'
import { bodyExamples } from '../body-examples.ts'
import { given } from '../given.ts'
import { Moment } from '../moment.ts'
import { NumberAsText } from '../number-as-text.ts'
import { Reason } from './reason.ts'

export const SyncResource = z
  .object({
    id: z.uuid(),
    connectionId: z.uuid(),
    flow: SyncFlow,
    state: SyncState,
    request: SyncRequest,
    counts: SyncCounts.meta({ description: 'Records read from the store; how many were new or had changed' }),
    reason: Reason.optional().meta({ description: 'Why it failed' }),
    pausedReason: Reason.optional().meta({ description: 'Its connection is paused: it waits until that is resumed' }),
    trouble: z
      .object({ reason: Reason, nextTryAt: z.iso.datetime() })
      .optional()
      .meta({ description: 'What it stumbled over, and when it is tried again' }),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().optional(),
    finishedAt: z.iso.datetime().optional(),
  })
  .meta({
    id: 'Sync',
    examples: [
      {
        id: '01a2085b-5cd2-7060-8e40-259e14b13549',
        connectionId: '01a2085b-5cbb-724e-850d-6594249c9fdf',
        flow: 'orders',
        state: 'done',
        request: {},
        counts: { read: 50, added: 48, changed: 2 },
        createdAt: '2026-11-23T12:22:14.994Z',
        startedAt: '2026-11-23T12:22:15.120Z',
        finishedAt: '2026-11-23T12:22:19.480Z',
      },
    ],
  })
export type SyncResource = z.output<typeof SyncResource>

/** What to read: records changed at or after `from` and before `to`, or the given ids; without either, what is new. */
export const NewSync = z
  .strictObject({
    flow: SyncFlow,
    from: Moment.optional(),
    to: Moment.optional(),
    ids: z
      .array(NumberAsText(z.string().regex(/^\d{1,18}$/, 'is not a store id')))
      .min(1)
      .max(1_000)
      .optional()
      .meta({ description: "The store's ids" }),
    dryRun: z
      .boolean()
      .optional()
      .meta({ description: 'Of `products` and `stock`: look at everything, and write nothing' }),
  })
  .refine(({ from, to }) => !from || !to || from < to, { path: ['to'], error: 'must be after from' })
  .refine(({ from, to, ids }) => !ids || (!from && !to), { path: ['ids'], error: 'goes without from and to' })
  .refine(({ flow, from }) => flow === 'orders' || !from, { path: ['from'], error: 'goes with orders only' })
  .refine(({ flow, to }) => flow === 'orders' || !to, { path: ['to'], error: 'goes with orders only' })
  .refine(({ flow, dryRun }) => flow !== 'orders' || !dryRun, {
    path: ['dryRun'],
    error: 'goes without orders, which have previews',
  })
  .refine(({ ids, dryRun }) => !ids || !dryRun, {
    path: ['ids'],
    error: 'goes without dryRun, which looks at everything',
  })
  .meta(
    bodyExamples({
      'what is new': { flow: 'orders' },
      'a stretch of time': { flow: 'orders', from: '2026-11-01', to: '2026-11-08' },
      'single orders': { flow: 'orders', ids: ['1042'] },
      'what would be written of the catalogue': { flow: 'products', dryRun: true },
    }),
  )

export const toSyncResource = (sync: Sync): SyncResource => {
  const { createdAt, startedAt, finishedAt, pausedReason, trouble, ...rest } = sync
  const isOpen = sync.state === 'waiting' || sync.state === 'running'
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    ...given({
      pausedReason: isOpen ? pausedReason : undefined,
      trouble:
        isOpen && !pausedReason && trouble ? { ...trouble, nextTryAt: trouble.nextTryAt.toISOString() } : undefined,
      startedAt: startedAt?.toISOString(),
      finishedAt: finishedAt?.toISOString(),
    }),
  }
}
