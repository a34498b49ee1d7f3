import { createCsv } from './csv.ts'
import type { ProductItem } from './product.ts'

export const productCsv = createCsv<ProductItem>({
  store_product_id: ({ storeProductId }) => storeProductId,
  store_combination_id: ({ storeCombinationId }) => storeCombinationId,
  code: ({ code }) => code,
  name: ({ name }) => name,
  active: ({ isActive }) => String(isActive),
  action: ({ action }) => action,
  erp_mk_id: ({ erpMkId }) => erpMkId,
  changes: ({ changes }) => tell(changes),
  left: ({ left }) => tell(left),
  reason_code: ({ reason }) => reason?.code,
  reason: ({ reason }) => reason?.message,
  reason_sl: ({ reason }) => reason?.messageSl,
  remedy: ({ reason }) => reason?.remedy,
  remedy_sl: ({ reason }) => reason?.remedySl,
  notes: ({ notes }) => notes.map(({ message }) => message).join('\n'),
})

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''))

const tell = (changes: ProductItem['changes']): string =>
  changes
    .map(({ field, from, to }) =>
      from === undefined ? `${field}: ${plain(to)}` : `${field}: ${plain(from)} -> ${plain(to)}`,
    )
    .join('\n')
