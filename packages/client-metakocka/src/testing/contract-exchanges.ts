import { readdirSync, readFileSync } from 'node:fs'

/** A documented exchange, as in the sandbox's contract folder. */
export interface Exchange {
  file: string
  path: string
  request: Record<string, unknown>
  status: number
  response: unknown
}

const folder = new URL('../../../sandbox/contract/metakocka/', import.meta.url)

const read = (file: string): Exchange => {
  const { request, response } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
  return { file, path: request.path, request: request.body, status: response.status, response: response.body }
}

export const contractExchanges: readonly Exchange[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map(read)

export const exchangeOf = (file: string): Exchange => {
  const found = contractExchanges.find((exchange) => exchange.file === file)
  if (!found) throw new Error(`${file} is not in the contract folder`)
  return found
}

/** Whether MetaKocka said no. */
export const isRefusal = ({ response }: Exchange): boolean =>
  typeof response === 'object' && response !== null && 'opr_code' in response && response.opr_code !== '0'
