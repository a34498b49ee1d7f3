import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { Config as Gateway } from '../apps/gateway/src/config.ts'
import { WorkerConfig } from '../packages/worker/src/config.ts'

const read = (file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')

it('.env.example names every setting of every app and of docker-compose.yml, and nothing else', () => {
  const named = [...read('.env.example').matchAll(/^#? ?([A-Z_]+)=/gm)].map(([, name]) => name)
  const ofApps = [Gateway, WorkerConfig].flatMap(({ shape }) => Object.keys(shape))
  const ofCompose = [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name)
  expect(named.toSorted()).toEqual([...new Set([...ofApps, ...ofCompose])].toSorted())
})
