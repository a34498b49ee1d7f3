import assert from 'node:assert/strict'
import { apps } from './apps.mjs'
import { createFlow } from './flow.mjs'

const inPostgres = ['exec', '-T', 'postgres']

/** All but the store and the ERP. */
const loseEverything = async ({ compose, docker, project }) => {
  await compose('rm', '--stop', '--force', 'postgres', 'redis', 'migrate', ...apps)
  await docker('volume', 'rm', `${project}_postgres`, `${project}_redis`)
}

/** The commands of docs/operations.md, with orders booked between the backup and the restore. */
export const backUpAndRestore = async (deployment) => {
  const { compose, composeWith } = deployment
  const backup = await composeWith({}, ...inPostgres, 'pg_dump', '-U', 'pretok', '-Fc', 'pretok')

  const flow = await createFlow(deployment)
  await flow.place(20)
  const before = await flow.settle(await flow.sync())

  await loseEverything(deployment)
  await compose('up', '--detach', '--wait', 'postgres')
  await compose('stop', ...apps)
  await compose(...inPostgres, 'dropdb', '-U', 'pretok', '--force', '--if-exists', 'pretok')
  await compose(...inPostgres, 'createdb', '-U', 'pretok', 'pretok')
  await composeWith({ input: backup }, ...inPostgres, 'pg_restore', '-U', 'pretok', '-d', 'pretok')
  await compose('up', '--detach')
  await deployment.until('The gateway is ready', () => deployment.gateway('GET', '/readyz'))

  const after = await flow.settle(await flow.sync())
  assert.equal(after, before)
  return `${Math.round(backup.length / 1000)} kB; 20 orders found again in the ERP`
}
