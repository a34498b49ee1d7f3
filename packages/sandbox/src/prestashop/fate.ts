import type { FaultEffect } from './faults.ts'
import type { Hosting } from './hosting.ts'
import type { Account, KeyRing } from './key-ring.ts'
import { printedWarning, rootListingCrash } from './php-messages.ts'
import type { WebAnswer } from './web-answer.ts'

/** How a request fares under the faults that strike it. */
export interface Fate {
  readonly delayMs: number
  /** How the shop finds itself hosted while it answers. */
  readonly hosting: Hosting
  /** What the shop knows of keys while it answers. */
  readonly keyRing: KeyRing
  /** Sent in place of the shop's answer; then no work is done. */
  readonly answer?: WebAnswer
  /** `before` hangs up without doing the work, `after` does it first. */
  readonly ending: 'answer' | 'hang' | 'hang up before' | 'hang up after' | 'cut body'
}

/** Lets the faults act one after the other on what would have been; of two answers or endings the later one wins. */
export const decideFate = (
  effects: readonly FaultEffect[],
  resource: string | undefined,
  hosting: Hosting,
  keyRing: KeyRing,
): Fate => {
  let fate: Fate = { delayMs: 0, hosting, keyRing, ending: 'answer' }
  for (const effect of effects) fate = { ...fate, ...actOn(fate, effect, resource) }
  return fate
}

const actOn = (fate: Fate, effect: FaultEffect, resource: string | undefined): Partial<Fate> => {
  const { hosting, keyRing } = fate
  switch (effect.kind) {
    case 'delay':
      return { delayMs: fate.delayMs + effect.ms }
    case 'status':
      return { answer: plainAnswer(effect.status, effect.body, effect.headers) }
    case 'hang-up':
      return { ending: effect.when === 'before' ? 'hang up before' : 'hang up after' }
    case 'cut-body':
      return { ending: 'cut body' }
    case 'hang':
      return { ending: 'hang' }
    case 'php-warning':
      return { hosting: { ...hosting, noise: printedWarning } }
    case 'fatal-as-200':
      return { answer: plainAnswer(200, rootListingCrash(), { 'Content-Type': 'text/html; charset=utf-8' }) }
    case 'webservice-off':
      return { hosting: { ...hosting, webserviceOff: true } }
    case 'redirect':
      return { answer: plainAnswer(302, '', { Location: effect.to }) }
    case 'no-rewriting':
      return { hosting: { ...hosting, rewriting: false } }
    case 'rate-limit':
      return { answer: plainAnswer(429, '', { 'Retry-After': String(effect.retryAfterS) }) }
    case 'unauthorized':
      return effect.how === 'header-stripped'
        ? { hosting: { ...hosting, authorization: 'stripped' } }
        : { keyRing: { ...keyRing, find: (key) => disown(effect.how, keyRing.find(key), resource) } }
  }
}

const plainAnswer = (status: number, body: string, headers: Record<string, string>): WebAnswer => {
  const bytes = Buffer.from(body)
  return { status, headers: { ...headers, 'Content-Length': String(bytes.length) }, body: bytes }
}

/** The account as the shop sees it when a key is refused in this way. */
const disown = (how: string, account: Account | undefined, resource = ''): Account | undefined => {
  if (account === undefined || how === 'wrong-key') return undefined
  if (how === 'disabled-key') return { ...account, active: false }
  const permissions = new Map(how === 'no-permission' ? [] : account.permissions)
  permissions.delete(resource)
  return { ...account, permissions }
}
