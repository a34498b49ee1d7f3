import { createPrestashopClient } from '@pretok/client-prestashop'
import type { Store } from '@pretok/domain'
import { createTransport, type Transport, type TransportRequest, type TransportResponse } from '@pretok/http'
import type { PrestashopSandbox } from '@pretok/sandbox'
import { onTestFinished } from 'vitest'
import { createPrestashopStore } from '../store.ts'

export interface ShopStoreOptions {
  /** The version that the shop says it is. */
  version?: string
  key?: string
  /** Lets something happen when a request is about to leave. */
  before?: (request: TransportRequest) => void
}

const saying = (version: string, response: TransportResponse): TransportResponse => {
  const headers = new Headers(response.headers)
  headers.set('psws-version', version)
  return { ...response, headers }
}

/** A store on a sandbox, whose calls can be watched and whose version can be another. Ends with the test. */
export const openShop = (shop: PrestashopSandbox, { version, key, before }: ShopStoreOptions = {}): Store => {
  const inner = createTransport({ concurrency: 4, allowPrivateNetworks: true })
  onTestFinished(() => inner.close())
  const transport: Transport = {
    ...inner,
    async send(request) {
      before?.(request)
      const response = await inner.send(request)
      return version === undefined ? response : saying(version, response)
    },
  }
  return createPrestashopStore({
    client: createPrestashopClient({ url: shop.url, key: key ?? shop.keys['valid-key'], transport }),
  })
}
