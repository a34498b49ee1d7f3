import type { Hosting } from './hosting.ts'
import type { Account, KeyRing } from './key-ring.ts'
import { textParameter } from './php-query.ts'
import { forbiddenMethods } from './resource-table.ts'
import type { Shop } from './shop.ts'
import { methodOf, segmentsOf, type WebRequest } from './web-request.ts'
import { didYouMean, WebserviceError } from './webservice-error.ts'

/** The key as PHP gets it, or `undefined` when none arrives. A Basic header wins over the parameter `ws_key`. */
export const presentedKey = (request: WebRequest, authorization: Hosting['authorization']): string | undefined =>
  (authorization === 'stripped' ? undefined : basicUser(request, authorization))?.trim() ??
  textParameter(request.query, 'ws_key')?.trim()

/** mod_php wants the colon between user and password; the shop's own reading of a forwarded header does not. */
const basicUser = ({ headers }: WebRequest, authorization: Hosting['authorization']): string | undefined => {
  const encoded = /^Basic\s+(\S+)/i.exec(headers.authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const [user, ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return password.length === 0 && authorization === 'mod_php' ? undefined : user
}

const notActive = () =>
  new WebserviceError(401, 20, 'Authentification key is not active', [
    { code: 21, message: 'No permission for this authentication key' },
  ])

/** @throws {WebserviceError} the key is empty, of wrong length, unknown, switched off or without any permission */
export const authenticate = (key: string, keyRing: KeyRing): Account => {
  if (key === '') throw new WebserviceError(401, 17, 'Authentication key is empty')
  if (Buffer.byteLength(key) !== 32) throw new WebserviceError(401, 18, 'Invalid authentication key format')
  const account = keyRing.find(key)
  if (account === undefined || !account.active) throw notActive()
  if (account.permissions.size === 0) {
    throw new WebserviceError(401, 21, 'No permission for this authentication key')
  }
  return account
}

/** @throws {WebserviceError} a group without shops, or a key that is not for this shop */
export const checkShop = (request: WebRequest, account: Account, shop: Shop): void => {
  const groupId = textParameter(request.query, 'id_shop_group') ?? textParameter(request.query, 'id_group_shop')
  const isGroup = groupId !== undefined && groupId.trim() !== '' && Number.isFinite(Number(groupId))
  if (isGroup && !shop.rows('shops').some((row) => row['id_shop_group'] === String(Number(groupId)))) {
    throw new WebserviceError(500, 999, "This shop group doesn't have shops")
  }
  if (!account.linkedToShop) throw new WebserviceError(403, 132, 'No permission for this key on this shop')
}

/** @throws {WebserviceError} the resource does not exist, or the key may not use it or the method on it */
export const authorize = (request: WebRequest, account: Account, shop: Shop): void => {
  const [name = ''] = segmentsOf(request)
  if (name !== '' && !shop.announcements.has(name)) {
    throw didYouMean(400, 27, `Resource of type "${name}" does not exists`, name, [...shop.announcements.keys()])
  }
  const permitted = account.permissions.get(name)
  if (name !== '' && permitted === undefined) {
    throw new WebserviceError(401, 26, `Resource of type "${name}" is not allowed with this authentication key`)
  }
  const method = methodOf(request)
  if (!['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'HEAD'].includes(method)) {
    throw new WebserviceError(405, 23, `Method ${method} is not valid`)
  }
  if (forbiddenMethods[name]?.split(' ').includes(method)) {
    throw new WebserviceError(405, 101, `Method ${method} is not allowed for the resource ${name}`)
  }
  if (permitted !== undefined && !permitted.includes(method)) {
    throw new WebserviceError(
      405,
      25,
      `Method ${method} is not allowed for the resource ${name} with this authentication key`,
    )
  }
}
