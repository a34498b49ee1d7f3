import { KeyName, type ShopFacts } from './load-dump.ts'

/** A webservice account of the shop. */
export interface Account {
  readonly name: KeyName
  readonly active: boolean
  readonly linkedToShop: boolean
  /** Permitted methods per resource; a resource that is missing is not permitted at all. */
  readonly permissions: ReadonlyMap<string, readonly string[]>
}

export interface KeyRing {
  /** The 32 characters of each kind of key. */
  readonly keys: Readonly<Record<KeyName, string>>
  /** Upper and lower case are the same to the database. */
  find(key: string): Account | undefined
}

/** The key of a kind, unless another is given: `SANDBOXVALIDKEY00000000000000000` and so on. */
export const defaultKey = (name: KeyName): string => `SANDBOX${name.replaceAll('-', '').toUpperCase()}`.padEnd(32, '0')

export const createKeyRing = (accounts: ShopFacts['keys'], given: Partial<Record<KeyName, string>> = {}): KeyRing => {
  const keys = Object.fromEntries(KeyName.options.map((name) => [name, given[name] ?? defaultKey(name)])) as Record<
    KeyName,
    string
  >
  const byKey = new Map(
    accounts.map(({ kind, active, linkedToShop, permissions }) => [
      keys[kind].toLowerCase(),
      { name: kind, active, linkedToShop, permissions: new Map(Object.entries(permissions)) },
    ]),
  )
  return { keys, find: (key) => byKey.get(key.toLowerCase()) }
}
