/** The port `Store` on the PrestaShop client: reads orders in pages with everything that belongs to them, and puts them into our words. */
export { createPrestashopStore, type PrestashopStoreOptions } from './store.ts'
