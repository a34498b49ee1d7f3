import type { MetakockaClient, Product } from '@pretok/client-metakocka'
import { type Check, type ConnectionSettings, found, type PortOptions, passed, skipped } from '@pretok/domain'
import { topics } from './topics.ts'
import { list } from './words.ts'

const serviceCodes = ({ orders }: ConnectionSettings): string[] => {
  const { delivery, wrapping, discount, rounding } = orders.services
  return [...new Set([delivery, wrapping, discount, ...(orders.roundingLine ? [rounding] : [])])]
}

/** The products under the codes of the services, one call each: a product that is no service must be seen too, so no filter is set. */
export const readProducts = async (
  client: MetakockaClient,
  settings: ConnectionSettings,
  options?: PortOptions,
): Promise<Map<string, Product>> => {
  const known = new Map<string, Product>()
  for (const code of serviceCodes(settings)) {
    const { product_list } = await client.productList({ code }, options)
    const product = product_list.find((one) => one.code === code)
    if (product) known.set(code, product)
  }
  return known
}

/** Whether charges and vouchers find their products, or Pretok may make them. */
export const checkServices = (known: ReadonlyMap<string, Product>, settings: ConnectionSettings): Check => {
  const { create, discount, rounding } = settings.orders.services
  const codes = serviceCodes(settings)
  const missing = codes.filter((code) => !known.has(code))
  const goods = codes.filter((code) => known.get(code)?.service === false)
  const details = { codes, missing, goods }
  if (missing.length > 0 && !create) {
    return found(topics.services, {
      status: 'failed',
      code: 'ERR_METAKOCKA_SERVICE_MISSING',
      message: [
        `MetaKocka has no product with the code ${list(missing)}, and Pretok may not create it.`,
        `MetaKocka nima izdelka s šifro ${list(missing)}, Pretok pa ga ne sme ustvariti.`,
      ],
      details,
    })
  }
  if (goods.length > 0) {
    return found(topics.services, {
      // A negative line, as a voucher is, and a rounding line may be, MetaKocka takes of services only.
      status: goods.includes(discount) || goods.includes(rounding) ? 'failed' : 'warning',
      code: 'ERR_METAKOCKA_SERVICE_IS_GOODS',
      message: [
        `In MetaKocka ${list(goods)} is goods, not a service.`,
        `V MetaKocki je ${list(goods)} blago in ne storitev.`,
      ],
      details,
    })
  }
  return missing.length === 0
    ? passed(topics.services, [`MetaKocka has them: ${list(codes)}.`, `MetaKocka jih ima: ${list(codes)}.`], {
        details,
      })
    : passed(
        topics.services,
        [
          `Pretok creates what is missing with the first order that needs it: ${list(missing)}.`,
          `Kar manjka, Pretok ustvari ob prvem naročilu, ki to potrebuje: ${list(missing)}.`,
        ],
        { details },
      )
}

/** @param known the service products that exist */
export const checkUnit = async (
  client: MetakockaClient,
  known: ReadonlyMap<string, Product>,
  settings: ConnectionSettings,
  options?: PortOptions,
): Promise<Check> => {
  const { unit, unknownProducts, linesWithoutReference, services } = settings.orders
  const creates =
    unknownProducts === 'create' ||
    linesWithoutReference === 'create' ||
    (services.create && serviceCodes(settings).some((code) => !known.has(code)))
  if (!creates) {
    return skipped(topics.unit, [
      'Not needed: Pretok creates no products there.',
      'Ni potrebno: Pretok tam ne ustvarja izdelkov.',
    ])
  }
  const { product_list } = await client.productList({ active: 'true', limit: '100' }, options)
  const seen = [...new Set(product_list.flatMap((product) => product.unit ?? []))]
  const details = { unit, seen }
  if (seen.includes(unit)) {
    return passed(topics.unit, [`Products there have the unit ${unit}.`, `Tamkajšnji izdelki imajo enoto ${unit}.`], {
      details,
    })
  }
  return found(topics.unit, {
    status: 'warning',
    code: 'ERR_METAKOCKA_UNIT_UNSEEN',
    message: [
      `Does MetaKocka know the unit ${unit}? None of the products that were looked at has it${seen.length > 0 ? `; they have ${list(seen)}` : ''}.`,
      `Ali MetaKocka pozna enoto ${unit}? Nima je noben od pregledanih izdelkov${seen.length > 0 ? `; imajo ${list(seen)}` : ''}.`,
    ],
    details,
  })
}
