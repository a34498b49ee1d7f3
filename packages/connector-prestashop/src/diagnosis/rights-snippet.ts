import type { Snippet } from '@pretok/domain'
import type { NeededRight } from '../rights.ts'

/** As the columns of the key's page in the back office are called. */
const boxes = { GET: 'View (GET)', PUT: 'Modify (PUT)' } as const

/** The boxes to tick, one row of the key's page a line. */
export const rightsSnippet = (rights: readonly NeededRight[]): Snippet => {
  const width = Math.max(...rights.map(({ resource }) => resource.length))
  return {
    language: 'text',
    text: rights
      .map(({ resource, verbs }) => `${resource.padEnd(width)}  ${verbs.map((verb) => boxes[verb]).join(', ')}`)
      .join('\n'),
  }
}
