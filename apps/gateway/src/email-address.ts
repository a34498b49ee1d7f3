import { z } from 'zod'

/** An email address, in lower case: people write their own in many ways. */
export const EmailAddress = z.string().trim().toLowerCase().max(254).pipe(z.email('is not an email address'))
