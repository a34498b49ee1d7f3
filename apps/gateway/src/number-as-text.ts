import { z } from 'zod'

/** A number that is a name, such as a company's: a text, and what people send as a number is taken for one. */
export const NumberAsText = (text: z.ZodString) =>
  z
    .preprocess((given) => (typeof given === 'number' ? String(given) : given), text)
    .meta({ type: ['string', 'integer'] })
