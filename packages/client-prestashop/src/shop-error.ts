import { z } from 'zod'
import type { Body } from './body.ts'
import { childElements, textOf } from './xml.ts'

/** One entry of `errors`. Codes: webservice reference, "Error codes". */
export interface ShopError {
  code: number
  message: string
}

const ErrorBody = z.object({
  errors: z.array(z.object({ code: z.coerce.number().catch(0), message: z.coerce.string().catch('') })),
})

/** The errors of an answer, in either format; none where it holds no `errors`. */
export const findShopErrors = (body: Body): ShopError[] => {
  if (body.kind === 'json') return ErrorBody.safeParse(body.value).data?.errors ?? []
  if (body.kind !== 'xml') return []
  return childElements(body.root, 'errors')
    .flatMap((errors) => childElements(errors, 'error'))
    .map((error) => {
      const read = (name: string) => childElements(error, name).map(textOf).join('')
      return { code: Number(read('code')), message: read('message') }
    })
}

/** Codes 2 to 15 are PHP warnings that came along; they stand before or after the error that matters. */
export const findDecisive = (errors: readonly ShopError[]): ShopError | undefined =>
  errors.find(({ code }) => code < 2 || code > 15)
