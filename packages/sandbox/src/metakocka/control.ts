import { z } from 'zod'
import { type CompanyView, DocumentAmendment, StockLevel } from './company-view.ts'
import { Fault, type Faults } from './faults.ts'
import type { RequestLog } from './request-log.ts'
import { SeedProduct, SeedWarehouse } from './seeds.ts'
import { MetakockaSettings, type MetakockaSettingsInput } from './settings.ts'
import type { Webhooks } from './webhooks.ts'

const NewCompany = z.strictObject({
  companyId: z.string().min(1),
  secretKey: z.string().optional(),
  settings: MetakockaSettings.optional(),
  warehouses: z.array(SeedWarehouse).optional(),
  seedProducts: z.array(SeedProduct).optional(),
})

export interface ControlParts {
  companies: () => CompanyView[]
  addCompany: (options: z.output<typeof NewCompany>) => CompanyView
  faults: Faults
  requests: RequestLog
  webhooks: Pick<Webhooks, 'list'>
}

export interface ControlAnswer {
  status: number
  body: unknown
}

const ok = (body: unknown = {}): ControlAnswer => ({ status: 200, body })
const notFound: ControlAnswer = { status: 404, body: { error: 'not found' } }

const describe = (view: CompanyView) => ({ companyId: view.id, settings: view.settings() })

const controlCompany = (view: CompanyView, what: string, input: unknown): ControlAnswer | undefined => {
  switch (what) {
    case 'GET':
      return ok(describe(view))
    case 'GET documents':
      return ok(view.documents())
    case 'GET partners':
      return ok(view.partners())
    case 'GET products':
      return ok(view.products())
    case 'POST products':
      view.addProducts(z.array(SeedProduct).parse(input))
      return ok(view.products())
    case 'GET stock':
      return ok(view.stock())
    case 'PUT stock':
      view.setStock(StockLevel.parse(input))
      return ok(view.stock())
    case 'GET settings':
      return ok(view.settings())
    case 'PUT settings':
      // Checked by the company, over the settings it has.
      view.changeSettings(input as MetakockaSettingsInput)
      return ok(view.settings())
    default:
      return undefined
  }
}

/**
 * Look and control over HTTP, under `/_sandbox/`.
 *
 * @param path what follows `/_sandbox/`
 * @param input the parsed body, if there was one
 */
export const control = (parts: ControlParts, method: string, path: string, input: unknown): ControlAnswer => {
  const [area = '', id, ...rest] = path.split('/').filter((part) => part !== '')
  const what = [method, area].join(' ')
  if (area === 'companies' && id !== undefined) {
    const view = parts.companies().find((company) => company.id === id)
    if (!view) return notFound
    if (method === 'PATCH' && rest[0] === 'documents' && rest[1] !== undefined) {
      view.amendDocument(rest[1], DocumentAmendment.parse(input))
      return ok()
    }
    return controlCompany(view, [method, ...rest].join(' '), input) ?? notFound
  }
  switch (what) {
    case 'GET companies':
      return ok(parts.companies().map(describe))
    case 'POST companies':
      return ok(describe(parts.addCompany(NewCompany.parse(input))))
    case 'GET requests':
      return ok(parts.requests.list())
    case 'DELETE requests':
      parts.requests.clear()
      return ok()
    case 'GET webhooks':
      return ok(parts.webhooks.list())
    case 'GET faults':
      return ok(parts.faults.list())
    case 'POST faults':
      return ok(parts.faults.add(Fault.parse(input)))
    case 'DELETE faults':
      if (id === undefined) parts.faults.clear()
      else parts.faults.remove(id)
      return ok()
    default:
      return notFound
  }
}
