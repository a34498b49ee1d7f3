/**
 * The port `Store` on the PrestaShop client: reads orders in pages with everything that belongs to them, and puts them into our words.
 * A *diagnosis* finds out, check by check, why a store cannot be read.
 */
export { diagnosePrestashop, type PrestashopDiagnosisInput } from './diagnosis/diagnose.ts'
export { createPrestashopStore, type PrestashopStoreOptions } from './store.ts'
