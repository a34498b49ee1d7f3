// Holds every package.json to the house's picture: who may import whom. pnpm links nothing undeclared, so an import
// that is not declared does not compile, and a declaration that is not allowed fails here.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const any = ['kernel']
const connectors = ['connector-prestashop', 'connector-metakocka']
const clients = ['client-prestashop', 'client-metakocka']
const sides = [...connectors, ...clients, 'http']
const flow = ['worker', 'queue', 'jobs', 'db', 'domain']

/** What each package may import besides the kernel. Apps are nobody's dependency. */
const allowed = {
  kernel: [],
  domain: [],
  jobs: ['domain'],
  db: ['jobs', 'domain'],
  queue: ['jobs', 'db', 'domain'],
  http: [],
  'client-prestashop': ['http'],
  'client-metakocka': ['http'],
  'connector-prestashop': ['client-prestashop', 'domain', 'http'],
  'connector-metakocka': ['client-metakocka', 'domain', 'http'],
  sandbox: [],
  'local-postgres': [],
  testing: ['local-postgres'],
  worker: ['queue', 'jobs', 'db', 'domain', ...sides],
  gateway: ['queue', 'jobs', 'db', 'domain', ...sides],
  'order-worker': flow,
  'product-worker': flow,
  'stock-worker': flow,
  bench: [...flow, ...sides, 'local-postgres', 'sandbox'],
  faults: ['db', 'domain', 'local-postgres', 'sandbox'],
  pretok: ['db', 'local-postgres'],
}

/** Tests may also use these, and the real way to the remote systems. */
const allowedInTests = ['sandbox', 'testing', ...sides]

const ours = (dependencies = {}) =>
  Object.keys(dependencies)
    .filter((name) => name.startsWith('@pretok/'))
    .map((name) => name.slice('@pretok/'.length))

/**
 * @param manifests contents of package.json files
 * @returns one sentence per dependency that the picture does not have
 */
export const findViolations = (manifests) =>
  manifests.flatMap(({ name, dependencies, devDependencies }) => {
    const short = name.replace('@pretok/', '')
    const may = allowed[short]
    if (!may) return [`${name} has no line in checks/boundaries.mjs: say there what it may import`]
    const complain = (kind, permitted) => (other) =>
      permitted.includes(other) ? [] : [`${name} may not import @pretok/${other} (${kind})`]
    return [
      ...ours(dependencies).flatMap(complain('dependencies', [...any, ...may])),
      ...ours(devDependencies).flatMap(complain('devDependencies', [...any, ...may, ...allowedInTests])),
    ]
  })

const readManifests = (root) => {
  const folders = ['apps', 'packages'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(group, name)),
  )
  return ['.', 'bench', 'faults', ...folders].map((folder) =>
    JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')),
  )
}

if (import.meta.main) {
  const violations = findViolations(readManifests(resolve(import.meta.dirname, '..')))
  for (const violation of violations) console.error(violation)
  if (violations.length > 0) process.exitCode = 1
}
