import { z } from 'zod'
import { MissingRowError } from './back-office/get-row.ts'
import { backOfficeRoutes } from './back-office/routes.ts'
import { type ControlAnswer, type Controls, created, notFound, ok, type Route } from './control-answer.ts'
import { Fault } from './faults.ts'
import type { Row } from './row.ts'

/** Where the sandbox itself is spoken to, beside the shop. */
export const controlPath = '/_sandbox/'

/** New orders like an existing one. */
const NewOrders = z.object({ copyOf: z.int(), count: z.int().min(1).max(100_000).default(1) })
const StoredRow = z.object({ id: z.int().optional() }).loose()

const routes: readonly Route[] = [
  ['GET', /^requests$/, ({ requests }) => ok({ requests: requests.list() })],
  [
    'DELETE',
    /^requests$/,
    ({ requests }) => {
      requests.clear()
      return ok({})
    },
  ],
  [
    'GET',
    /^state\/(\w+)$/,
    ({ shop }, [resource = '']) =>
      shop.findResource(resource) === undefined
        ? notFound(`no resource ${resource}`)
        : ok({ rows: shop.rows(resource) }),
  ],
  [
    'PUT',
    /^state\/(\w+)\/(\d+)$/,
    ({ shop }, [resource = '', id], body) => {
      const { table } = shop.findResource(resource) ?? {}
      if (table?.get(Number(id)) === undefined) return notFound(`no row ${id} in ${resource}`)
      const row = { ...StoredRow.parse(JSON.parse(body)), id: Number(id) } as Row
      table.replace(row)
      return ok({ row })
    },
  ],
  [
    'POST',
    /^orders$/,
    ({ shop, placeOrders }, _, body) => {
      const { copyOf, count } = NewOrders.parse(JSON.parse(body))
      if (shop.row('orders', copyOf) === undefined) return notFound(`no order ${copyOf}`)
      const orders = placeOrders(copyOf, count).map(({ id, reference }) => ({ id, reference }))
      return created({ orders })
    },
  ],
  ['GET', /^faults$/, ({ faults }) => ok({ faults: faults.list() })],
  ['POST', /^faults$/, ({ faults }, _, body) => created({ id: faults.add(Fault.parse(JSON.parse(body))) })],
  [
    'DELETE',
    /^faults(?:\/(\d+))?$/,
    ({ faults }, [id]) => {
      if (id === undefined) faults.clear()
      else faults.remove(Number(id))
      return ok({})
    },
  ],
  ...backOfficeRoutes,
]

/** Answers a request below `/_sandbox/`, in JSON. */
export const answerControl = (method: string, url: string, body: string, controls: Controls): ControlAnswer => {
  const path = (url.split('?')[0] ?? '').slice(controlPath.length)
  for (const [wantedMethod, pattern, route] of routes) {
    const match = method === wantedMethod ? pattern.exec(path) : null
    if (match !== null) return run(() => route(controls, match.slice(1), body))
  }
  return notFound(`no ${method} ${path} here`)
}

const run = (route: () => ControlAnswer): ControlAnswer => {
  try {
    return route()
  } catch (error) {
    if (error instanceof z.ZodError) return { status: 400, value: { error: z.prettifyError(error) } }
    if (error instanceof MissingRowError) return notFound(error.message)
    if (error instanceof SyntaxError) return { status: 400, value: { error: error.message } }
    throw error
  }
}
