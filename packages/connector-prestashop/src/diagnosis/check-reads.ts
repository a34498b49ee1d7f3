import type { PrestashopClient } from '@pretok/client-prestashop'
import { type Check, found, passed, skipped } from '@pretok/domain'
import { readOneOfEach } from '../read-one-of-each.ts'
import { type Circumstances, explainFailure } from './explain-failure.ts'
import { toNamedError } from './to-named-error.ts'
import { topics } from './topics.ts'

/** Reads one row of everything that the flows cannot do without. */
export const checkReads = async (
  client: PrestashopClient,
  circumstances: Circumstances,
  signal: AbortSignal,
): Promise<Check> => {
  const resources = circumstances.needed.filter(({ optional }) => !optional).map(({ resource }) => resource)
  if (resources.length === 0) {
    return skipped(topics.reads, ['No flow is switched on.', 'Vklopljen ni noben tok.'])
  }
  try {
    await readOneOfEach(client, resources, { signal })
    return passed(
      topics.reads,
      [
        `One row of each of ${resources.length} resources was read.`,
        `Prebrana je po ena vrstica vsakega potrebnega vira (${resources.length}).`,
      ],
      { details: { resources } },
    )
  } catch (error) {
    return found(topics.reads, { status: 'failed', ...explainFailure(toNamedError(error, signal), circumstances) })
  }
}
