import { childElements, type XmlElement } from './xml.ts'

const methods = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'HEAD'] as const

export type Method = (typeof methods)[number]

/** What a key may do. A resource that is missing here is not permitted, or unknown to this version. */
export interface Permissions {
  shopName: string
  /** PrestaShop's version, e.g. `8.2.1`. */
  version: string | undefined
  resources: ReadonlyMap<string, ReadonlySet<Method>>
}

/** @param root the `<prestashop>` element of `GET /api/` */
export const toPermissions = (root: XmlElement, version: string | undefined): Permissions | undefined => {
  const [api] = childElements(root, 'api')
  if (!api) return undefined
  const resources = childElements(api).map(
    ({ name, attributes }) =>
      [name, new Set(methods.filter((method) => attributes[method.toLowerCase()] === 'true'))] as const,
  )
  const { shopName = '' } = api.attributes
  return { shopName, version, resources: new Map(resources) }
}
