import { type SQL, sql } from 'drizzle-orm'
import type { Tx } from '../database.ts'

interface Node {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: Node[]
}

/** What a statement did with one table. */
export interface TableUse {
  /** How many steps looked into it. */
  steps: number
  /** How many of them went through all of it. */
  whole: number
  /** Rows and index entries that they looked at. */
  rows: number
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

const rowsRead = (node: Node): number =>
  node['Actual Loops'] *
  (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0))

/** Runs a statement and tells how it went: not in time, which depends on the machine, but in what it read. */
export const readPlan = async (tx: Tx, statement: SQL): Promise<{ shown: number; use(table: string): TableUse }> => {
  const { rows } = await tx.execute<{ 'QUERY PLAN': [{ Plan: Node }] }>(
    sql`explain (analyze, format json) ${statement}`,
  )
  const root = rows[0]?.['QUERY PLAN'][0].Plan
  if (!root) throw new Error('there is no plan')
  const nodes = nodesOf(root)
  return {
    shown: root['Actual Rows'],
    use: (table) => {
      const on = nodes.filter((node) => node['Relation Name'] === table && node['Node Type'] !== 'ModifyTable')
      return {
        steps: on.length,
        whole: on.filter((node) => node['Node Type'] === 'Seq Scan').length,
        rows: on.reduce((sum, node) => sum + rowsRead(node), 0),
      }
    },
  }
}
