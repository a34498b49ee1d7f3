import type { Transport } from '@pretok/http'

/**
 * Whether PrestaShop's webservice answers at an address, asked without the key: it then says 401 in its own words, whatever else is
 * set. An address that does not answer is none.
 */
export const isWebservice = async (
  transport: Transport,
  url: URL,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<boolean> => {
  try {
    const request = { method: 'GET', url, headers: { 'user-agent': 'Pretok' }, label: 'GET without key' } as const
    const { status, headers } = await transport.send({ ...request, ...options })
    return status === 401 && (headers.get('www-authenticate') ?? '').includes('PrestaShop Webservice')
  } catch {
    // The failure that matters is the one that led here.
    return false
  }
}

/** The webservice's address without URL rewriting. @param base ends in `/api/` */
export const toDispatcher = (base: URL): URL => new URL('../webservice/dispatcher.php?url=', base)

/** As a person enters it: without `/api/`. */
export const toShopAddress = (base: URL): string => base.href.replace(/\/api\/$/, '')
