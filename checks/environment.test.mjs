import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { Config as Gateway } from '../apps/gateway/src/config.ts'
import { Config as OrderWorker } from '../apps/order-worker/src/config.ts'

it('.env.example names every setting of every app, and nothing else', () => {
  const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
  const named = [...example.matchAll(/^#? ?([A-Z_]+)=/gm)].map(([, name]) => name)
  const read = new Set([Gateway, OrderWorker].flatMap(({ shape }) => Object.keys(shape)))
  expect(named.toSorted()).toEqual([...read].toSorted())
})
