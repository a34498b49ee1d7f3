import type { Account } from './key-ring.ts'
import { renderDocument } from './render-xml.ts'
import type { Shop } from './shop.ts'

const methods = ['get', 'put', 'post', 'patch', 'delete', 'head']

/** `GET /api/`: the resources a key may use, with one attribute per method. */
export const renderRootListing = (shop: Shop, account: Account, apiUrl: string): string => {
  const entries = [...shop.announcements.values()].flatMap(({ name, description, hasSchema }) => {
    const permitted = account.permissions.get(name)
    if (permitted === undefined) return []
    const flags = methods.map((method) => `${method}="${permitted.includes(method.toUpperCase())}"`).join(' ')
    const attributes = `xlink:href="${apiUrl}${name}" ${flags}`
    const schemas = hasSchema
      ? ['blank', 'synopsis'].map((type) => `<schema xlink:href="${apiUrl}${name}?schema=${type}" type="${type}"/>\n`)
      : []
    return [
      `<${name} ${attributes}>\n<description ${attributes}>\n${description}</description>\n${schemas.join('')}</${name}>\n`,
    ]
  })
  return renderDocument(`<api shopName="${shop.configuration('PS_SHOP_NAME') ?? ''}">\n${entries.join('')}</api>\n`)
}
