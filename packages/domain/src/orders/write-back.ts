import { StoreStateConflictError, StoreStateUnknownError } from '../ports/store-errors.ts'
import type { OrderProgress } from './order-progress.ts'
import type { StatusSettings } from './status-settings.ts'

/** How far an order is in a state of the store, by the state's flags and the store's configuration; names and ids say nothing. */
const stages = ['open', 'paid', 'shipped', 'delivered'] as const

/** A state of the store. */
export interface StoreState {
  id: string
  name: string
  stage: (typeof stages)[number]
  /** Set for states in which an order has come to its end without its goods. */
  end?: 'cancelled' | 'refunded' | 'payment-error'
}

/** What the store has of an order's states. */
export interface StoreStates {
  /** By id. */
  states: ReadonlyMap<string, StoreState>
  /** The one that the store itself takes for shipped orders. */
  shippingStateId?: string
  /** The order's own. */
  current: StoreState
}

/** What is known here of an order's states in the store. */
export interface KnownStates {
  /** In which it was when it was booked. */
  booked?: string
  /** Those that were set from here, the last one last. */
  written: readonly string[]
}

/** The state to set, or `undefined` where there is nothing to do; or what stands against it. */
export type StateDecision = { to: string | undefined } | { conflict: StoreStateConflictError | StoreStateUnknownError }

const rankOf = ({ stage }: StoreState): number => stages.indexOf(stage)

const alike = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()

const findMapped = ({ status }: OrderProgress, { states }: StatusSettings): string | undefined =>
  status && Object.entries(states).find(([name]) => alike(name, status.code) || alike(name, status.name))?.[1]

const isShipped = ({ stage, parcels }: OrderProgress, { shippedWhen }: StatusSettings): boolean => {
  const [left, tracked] = [stage === 'shipped', parcels.length > 0]
  return {
    status: left,
    tracking: tracked && stage !== 'stopped',
    either: left || (tracked && stage !== 'stopped'),
    both: left && tracked,
    never: false,
  }[shippedWhen]
}

/** What the settings make of the ERP's word, whatever the store says: an id, `shipped` where the store chooses it, or nothing. */
const findWish = (progress: OrderProgress, settings: StatusSettings): string | undefined => {
  const mapped = findMapped(progress, settings)
  if (mapped !== undefined) return mapped === 'none' ? undefined : mapped
  return isShipped(progress, settings) ? (settings.shippedState ?? 'shipped') : undefined
}

/** The tracking numbers that the store is to have, each once. */
export const trackingNumbersOf = ({ parcels }: OrderProgress, { tracking }: StatusSettings): string[] =>
  tracking ? [...new Set(parcels.map(({ trackingNumber }) => trackingNumber))] : []

/** Whether the store is to hear of it at all, as far as that can be said without asking it. */
export const isNews = (progress: OrderProgress, settings: StatusSettings): boolean =>
  findWish(progress, settings) !== undefined || trackingNumbersOf(progress, settings).length > 0

/**
 * Decides which state an order is to have in the store, never backwards: what a person has set meanwhile and is as far, or further, is
 * left alone. What was said once is not said again, so whoever sets another state afterwards has the last word.
 */
export const decideState = (
  progress: OrderProgress,
  settings: StatusSettings,
  { states, shippingStateId, current }: StoreStates,
  { booked, written }: KnownStates,
): StateDecision => {
  const nothing: StateDecision = { to: undefined }
  const wish = findWish(progress, settings)
  const to = wish === 'shipped' ? shippingStateId : wish
  if (wish === undefined || to === current.id || to === written.at(-1)) return nothing

  const status = progress.status?.code
  const target = states.get(to ?? '')
  if (!target) {
    const message = to === undefined ? 'The store names no state for shipped orders' : `The store has no state ${to}`
    return { conflict: new StoreStateUnknownError(message, { stateId: to, status }) }
  }
  const isEnd = target.end !== undefined
  if (current.end !== undefined) {
    // One end is as good as another.
    if (isEnd) return nothing
    const message = `MetaKocka goes on with an order that is ${current.end} in the store ("${current.name}")`
    return { conflict: new StoreStateConflictError(message, { stateId: current.id, wanted: to, status }) }
  }
  if (isEnd && rankOf(current) >= stages.indexOf('shipped')) {
    const message = `MetaKocka ends an order that has left the store ("${current.name}")`
    return { conflict: new StoreStateConflictError(message, { stateId: current.id, wanted: to, status }) }
  }
  if (isEnd || rankOf(target) > rankOf(current)) return { to }
  const setByPerson = current.id !== booked && !written.includes(current.id)
  return rankOf(target) < rankOf(current) || setByPerson ? nothing : { to }
}
