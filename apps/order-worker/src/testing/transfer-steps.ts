import { DatabaseUnavailableError } from '@pretok/db'
import { ErpRefusedError } from '@pretok/domain'
import { RemoteAuthError, RemoteRateLimitedError, RemoteUnavailableError } from '@pretok/kernel'
import fc from 'fast-check'
import { ceilingMs, type World } from './transfer-world.ts'

const refusals = {
  business: () => new ErpRefusedError('no'),
  quota: () => new RemoteRateLimitedError('quota'),
  credentials: () => new RemoteAuthError('key'),
  unreachable: () => new RemoteUnavailableError('refused'),
}

/** How far one runner goes while all others stand still: to its next commit, until a call that changes something is so far, or to its end. */
export const goals = ['commit', 'waiting', 'out', 'done', 'end'] as const

export const plainSteps = ['crash', 'commit-fails', 'late', 'retry', 'delete-product'] as const

/** `pick` chooses among those that something may happen to. */
export type Step = { pick: number } & (
  | { do: 'go'; to: (typeof goals)[number] | number }
  | { do: (typeof plainSteps)[number] }
  | { do: 'lose'; arrives: boolean }
  | { do: 'refuse'; how: keyof typeof refusals }
  | { do: 'pass'; share: number; actsAtLast: boolean }
  | { do: 'change'; cancelled: boolean }
  | { do: 'book-elsewhere'; same: boolean }
)

const pick = fc.nat({ max: 20 })
const of = <Kind extends Step['do']>(kind: Kind) => fc.constant(kind)
const howToRefuse = fc.constantFrom(...(Object.keys(refusals) as (keyof typeof refusals)[]))
const share = fc.constantFrom(0.31, 0.6, 1.1, 1.6, 2.1, 2.6)

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 16,
    arbitrary: fc.record({
      do: of('go'),
      to: fc.oneof(fc.constantFrom(...goals), fc.integer({ min: 1, max: 9 })),
      pick,
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: of('pass'), share, actsAtLast: fc.boolean(), pick }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom(...plainSteps), pick }) },
  { weight: 5, arbitrary: fc.record({ do: of('lose'), arrives: fc.boolean(), pick }) },
  { weight: 1, arbitrary: fc.record({ do: of('refuse'), how: howToRefuse, pick }) },
  { weight: 1, arbitrary: fc.record({ do: of('change'), cancelled: fc.boolean(), pick }) },
  { weight: 1, arbitrary: fc.record({ do: of('book-elsewhere'), same: fc.boolean(), pick }) },
)

const chosen = <T>(all: readonly T[], at: number): T | undefined => all[at % Math.max(all.length, 1)]

/** Takes a step; one that nothing can happen to is none. */
export const take = async (world: World, { pick: at, ...step }: Step): Promise<void> => {
  const { erp } = world
  switch (step.do) {
    case 'go': {
      const runner = chosen([undefined, ...world.runners.keys()], at) ?? (await world.start())
      if (runner === undefined) return
      for (let moves = 1; (await world.move(runner)) && moves !== step.to; moves += 1) {
        const call = world.callOf(runner)
        if (call?.writes && call.stage === step.to) return
        if (world.runners.get(runner)?.parked?.at === step.to) return
      }
      return
    }
    case 'crash': {
      const runner = chosen([...world.runners.keys()], at)
      if (runner !== undefined) world.crash(runner)
      return
    }
    case 'commit-fails': {
      const commits = world.parked().filter((parked) => parked.at !== 'settle')
      chosen(commits, at)?.fail(new DatabaseUnavailableError('the connection is gone'))
      return world.still()
    }
    case 'late': {
      const late = chosen(
        erp.calls.filter(({ listening }) => !listening),
        at,
      )
      if (late) erp.act(late)
      return
    }
    case 'lose': {
      const call = chosen(
        world.heard().filter(({ stage }) => stage !== 'waiting'),
        at,
      )
      if (call) erp.lose(call, step.arrives)
      return world.still()
    }
    case 'refuse': {
      const call = chosen(
        world.heard().filter(({ stage, writes }) => stage === 'out' && writes),
        at,
      )
      if (call) erp.refuse(call, refusals[step.how]())
      return world.still()
    }
    case 'pass':
      return world.pass(step.share * ceilingMs, step.actsAtLast)
    case 'retry': {
      const row = chosen(await world.rows(), at)
      if (row) await world.ask(row.id)
      return
    }
    case 'delete-product': {
      const product = chosen(erp.products(), at)
      if (product) erp.deleteProduct(product.code)
      return
    }
    case 'change': {
      const order = chosen(chosen(world.orders, at) ?? [], at >> 1)
      if (!order) return
      const state = step.cancelled ? { ...order.state, meaning: 'cancelled' as const } : order.state
      return world.save([{ ...order, state, messages: [`${at}`] }])
    }
    case 'book-elsewhere': {
      const [order] = chosen(world.orders, at) ?? []
      if (!order) return
      // Between our lookup and our call nothing but that check can stop two.
      const booked = (await world.rows()).some(({ state }) => state === 'booked')
      if (!world.uniqueBuyerOrder && (world.runners.size > 0 || booked)) return
      const document = world.documentOf(order)
      erp.bookElsewhere(step.same ? document : { ...document, lines: [] })
    }
  }
}
