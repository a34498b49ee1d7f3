import { type Bilingual, type Check, found, passed, skipped } from '@pretok/domain'
import { isBefore } from '../version.ts'
import { topics } from './topics.ts'

/** The first version after those that are known. */
const firstUnknown = '10'

/** Whether this version's webservice tells what is needed. @param version as PrestaShop says it; absent when it does not */
export const checkVersion = (version: string | undefined): Check => {
  if (version === undefined) {
    return skipped(topics.version, ['The store does not tell its version.', 'Trgovina svoje različice ne pove.'])
  }
  const details = { version }
  const amiss = (status: 'warning' | 'failed', code: string, message: Bilingual): Check =>
    found(topics.version, { status, code, message, details })
  if (isBefore(version, '1.7')) {
    return amiss('failed', 'ERR_PRESTASHOP_VERSION_UNSUPPORTED', [
      `The store runs PrestaShop ${version}; versions before 1.7 are not supported.`,
      `Trgovina teče na PrestaShopu ${version}; različice pred 1.7 niso podprte.`,
    ])
  }
  if (isBefore(version, '1.7.8')) {
    return amiss('warning', 'ERR_PRESTASHOP_VERSION_OLD', [
      `The store runs PrestaShop ${version}; before 1.7.8 the webservice tells nothing of the vouchers of an order.`,
      `Trgovina teče na PrestaShopu ${version}; pred 1.7.8 spletna storitev o kuponih naročila ne pove ničesar.`,
    ])
  }
  if (!isBefore(version, firstUnknown)) {
    return amiss('warning', 'ERR_PRESTASHOP_VERSION_UNKNOWN', [
      `The store runs PrestaShop ${version}, which is newer than the versions that Pretok knows.`,
      `Trgovina teče na PrestaShopu ${version}, ki je novejši od različic, ki jih Pretok pozna.`,
    ])
  }
  return passed(topics.version, [`PrestaShop ${version} is supported.`, `PrestaShop ${version} je podprt.`], {
    details,
  })
}
