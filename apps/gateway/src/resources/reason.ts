import { Reason } from '@pretok/domain'
import { z } from 'zod'

z.globalRegistry.add(Reason, {
  id: 'Reason',
  description:
    'Why something does not flow: a stable code, and what to read and to do about it in English and Slovene.',
})

export { Reason }
