/** The columns of `connections` that hold sealed secrets, and what each is sealed for. */
const purposes = {
  storeKey: 'store-key',
  erpSecretKey: 'erp-secret',
  hookSecret: 'hook-secret',
  erpHookSecret: 'erp-hook-secret',
} as const

export type SealedColumn = keyof typeof purposes

export const sealedColumns = Object.keys(purposes) as SealedColumn[]

/** What a secret is sealed for: moved to another connection or column, it does not open. */
export const toContext = (connectionId: string, column: SealedColumn): string =>
  // The database knows an id in capitals too.
  `connection/${connectionId.toLowerCase()}/${purposes[column]}`
