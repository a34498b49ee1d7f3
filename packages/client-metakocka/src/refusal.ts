import {
  type AppError,
  RemoteAuthError,
  RemoteOutcomeUnknownError,
  RemoteRateLimitedError,
  RemoteUnavailableError,
} from '@pretok/kernel'
import { z } from 'zod'
import {
  MetakockaDocumentNotFoundError,
  MetakockaDuplicateError,
  MetakockaInvalidValueError,
  MetakockaIpNotAllowedError,
  MetakockaPartnerNotFoundError,
  MetakockaProductsNotFoundError,
  MetakockaRefusedError,
  type Refusal,
} from './errors.ts'
import { Id, listOf, maybe, Text } from './fields.ts'

const text = maybe(Text).catch(undefined)

/** A refusal must be readable whatever it looks like, so an odd field counts as a missing one. */
const RefusalAnswer = z.object({
  opr_code: text,
  opr_code_app: text,
  opr_desc: text,
  opr_desc_app: text,
  error_desc: text,
  duplicate_doc_list: listOf(z.object({ mk_id: Id, count_code: text })).catch([]),
  product_not_found_list: listOf(z.object({ code: text, count_code: text, mk_id: text })).catch([]),
})
type RefusalAnswer = z.output<typeof RefusalAnswer>

const invalidValue = /^Paramether '(.+?)' has invalid value : (.*?)\. Valid values : (.+)$/s
const productNotFound =
  /^Product with (?:count_)?code '?(.+?)'? (?:not found|does not exist)|^Cannot find product with (?:count_)?code = (.+)$/

/** An e-mail address in a text may be a customer's, and messages go to logs. */
const email = /[^\s'"<>,;:]+@[^\s'"<>,;:]+/g

const missingProducts = (answer: RefusalAnswer, said: string): string[] => {
  const listed = answer.product_not_found_list.flatMap((line) => line.code ?? line.count_code ?? line.mk_id ?? [])
  const [, first, second] = productNotFound.exec(said) ?? []
  const named = first ?? second
  return listed.length > 0 || named === undefined ? listed : [named]
}

interface Found {
  documents: RefusalAnswer['duplicate_doc_list']
  products: string[]
}

/** The codes repeat across causes, so the text has its say as well. */
const toError = (refusal: Refusal, { documents, products }: Found, writes: boolean): AppError => {
  const { call, oprCode, oprCodeApp, text: said } = refusal
  if (oprCode === '3' || /secret_key/.test(said)) {
    const advice = 'Check company id and secret key (MetaKocka: Additional settings, API).'
    return new RemoteAuthError(`MetaKocka refused the credentials: ${said}. ${advice}`, { ...refusal })
  }
  if (oprCode === '4' || /^IP address .* not allowed/.test(said)) {
    const advice = 'Allow it for the key (MetaKocka: Additional settings, API).'
    return new MetakockaIpNotAllowedError(`MetaKocka does not take calls from our address: ${said}. ${advice}`, refusal)
  }
  // import_inventory says 5 for something else: a product that is counted already.
  if (oprCode === '5' && !/invent/i.test(said)) {
    return new RemoteRateLimitedError(`MetaKocka's quota of calls is used up: ${said}. Wait.`, { ...refusal })
  }
  if (oprCode === '1' || /internal server error/i.test(said)) {
    const happened = `MetaKocka ${call} ended in an internal error: ${said}`
    return writes
      ? new RemoteOutcomeUnknownError(`${happened}. It may have been done: look it up.`, { ...refusal })
      : new RemoteUnavailableError(`${happened}. Try again later.`, { ...refusal })
  }
  if ((oprCode === '6' && oprCodeApp === '7') || documents.length > 0) {
    const happened = 'MetaKocka already has a document with this order number (buyer_order). Take that one over.'
    return new MetakockaDuplicateError(happened, refusal, documents)
  }
  if (/^Cannot find document/.test(said)) {
    return new MetakockaDocumentNotFoundError(`MetaKocka does not have this document: ${said}.`, refusal)
  }
  if (/^No partner with such properties/.test(said)) {
    return new MetakockaPartnerNotFoundError('MetaKocka has no such partner.', refusal)
  }
  if (products.length > 0) {
    const happened = `MetaKocka does not know the products ${products.join(', ')}. Add them there, or mend their codes.`
    return new MetakockaProductsNotFoundError(happened, refusal, products)
  }
  const [, parameter, value, list] = invalidValue.exec(said) ?? []
  if (parameter !== undefined && list !== undefined) {
    const valid = list.split(',').map((one) => one.trim())
    const happened = `MetaKocka does not know the ${parameter} "${value}". Choose one of: ${valid.join(', ')}.`
    return new MetakockaInvalidValueError(happened, refusal, parameter, valid)
  }
  return new MetakockaRefusedError(`MetaKocka refused ${call}: ${said} (code ${oprCode}).`, refusal)
}

/**
 * What an answer with another `opr_code` than 0 means.
 *
 * @param answer the parsed JSON
 * @param redact takes the secret key out of a text
 * @returns `undefined` when the answer does not refuse
 */
export const toRefusal = (
  call: { name: string; writes: boolean },
  answer: unknown,
  redact: (text: string) => string,
): AppError | undefined => {
  const given = RefusalAnswer.safeParse(answer).data
  const oprCode = given?.opr_code
  if (given === undefined || oprCode === undefined || oprCode === '0') return undefined
  const said = redact(given.opr_desc ?? given.opr_desc_app ?? given.error_desc ?? 'no reason given')
  const refusal: Refusal = {
    call: call.name,
    oprCode,
    ...(given.opr_code_app === undefined ? {} : { oprCodeApp: given.opr_code_app }),
    text: said.replace(email, '[e-mail]').slice(0, 4000),
  }
  const products = missingProducts(given, said).map(redact)
  return toError(refusal, { documents: given.duplicate_doc_list, products }, call.writes)
}
