import type { BackOffice } from './back-office/back-office.ts'
import type { Faults } from './faults.ts'
import type { RequestLog } from './request-log.ts'
import type { Row } from './row.ts'
import type { Shop } from './shop.ts'

/** What the control interface can reach. */
export interface Controls {
  readonly shop: Shop
  readonly faults: Faults
  readonly requests: RequestLog
  readonly backOffice: BackOffice
  placeOrders(copyOf: number, count?: number): Row[]
}

export interface ControlAnswer {
  readonly status: number
  readonly value: unknown
}

/** One kind of request: what is matched in the path comes as parameters. */
export type Route = readonly [
  method: string,
  path: RegExp,
  answer: (controls: Controls, parameters: readonly string[], body: string) => ControlAnswer,
]

export const ok = (value: unknown): ControlAnswer => ({ status: 200, value })
export const created = (value: unknown): ControlAnswer => ({ status: 201, value })
export const notFound = (message: string): ControlAnswer => ({ status: 404, value: { error: message } })
