import { startHttpServer } from '../http-server.ts'
import { type CompanyOptions, openCompanies } from './companies.ts'
import { type CompanyView, createCompanyView } from './company-view.ts'
import { createFaults, type Faults } from './faults.ts'
import { createRequestHandler } from './request-handler.ts'
import { createRequestLog, type RequestLog } from './request-log.ts'
import { createWebhooks, type Webhooks } from './webhooks.ts'

export interface MetakockaSandboxOptions extends Partial<CompanyOptions> {
  /** Default `127.0.0.1`. */
  host?: string
  /** Default 0: a free one. */
  port?: number
  clock?: () => Date
  /** Journal of all companies, so that they survive a restart; default: memory only. */
  dataFile?: string
  /** Seed of the dice faults with a probability throw. */
  faultSeed?: number
}

export interface MetakockaSandbox {
  /** Base URL without a slash at the end. */
  readonly url: string
  /** The first company's credentials. */
  readonly companyId: string
  readonly secretKey: string
  readonly company: CompanyView
  readonly faults: Faults
  readonly requests: RequestLog
  readonly webhooks: Pick<Webhooks, 'list' | 'settled'>
  /** One more company on the same server; its secret key is `sandbox` unless given. */
  addCompany(options: CompanyOptions): CompanyView
  /** Ends open requests as well. */
  close(): Promise<void>
}

/**
 * Starts a stand-in for MetaKocka: its documented calls, under their paths, over what it holds in memory or in a file.
 * What it does where nothing is documented stands in `docs/sandbox.md`.
 */
export const startMetakockaSandbox = async (options: MetakockaSandboxOptions = {}): Promise<MetakockaSandbox> => {
  const { host = '127.0.0.1', port = 0, clock = () => new Date(), companyId = '16', dataFile, faultSeed } = options
  const closing = new AbortController()
  const webhooks = createWebhooks(closing.signal)
  const companies = openCompanies(clock, webhooks.announce, dataFile)
  const first = companies.add({ ...options, companyId })
  const faults = createFaults(faultSeed)
  const requests = createRequestLog()
  const addCompany = (added: CompanyOptions): CompanyView => createCompanyView(companies.add(added))
  const handle = createRequestHandler({
    companies,
    addCompany,
    faults,
    requests,
    webhooks,
    clock,
    signal: closing.signal,
    getBaseUrl: () => server.url,
  })
  const server = await startHttpServer({ host, port, handle })

  return {
    url: server.url,
    companyId: first.id,
    secretKey: first.secretKey(),
    company: createCompanyView(first),
    faults,
    requests,
    webhooks,
    addCompany,
    async close() {
      closing.abort()
      await server.close()
      companies.close()
    },
  }
}
