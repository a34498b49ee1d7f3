import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentKinds } from '../documents/document-kinds.ts'
import { addTestCompany } from '../sandbox.fixture.ts'
import { type MetakockaSandbox, startMetakockaSandbox } from '../server.ts'
import { type Fields, isFields } from '../wire/fields.ts'
import { exclusions } from './exclusions.fixture.ts'
import { putScenarios } from './put-scenarios.fixture.ts'
import { readScenarios } from './read-scenarios.fixture.ts'
import type { Scenario, Scenarios } from './scenario.fixture.ts'
import { productScenarios, searchScenarios } from './search-scenarios.fixture.ts'
import { compareShape, keysIn } from './shape.fixture.ts'
import { writeScenarios } from './write-scenarios.fixture.ts'

interface Sample {
  name: string
  request: { path: string; body: Fields }
  response: { status: number; body: unknown }
}

const folder = new URL('../../../contract/metakocka/', import.meta.url)
const samples = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file): Sample => JSON.parse(readFileSync(new URL(file, folder), 'utf8')))
const documented = new Set([...samples.flatMap(({ response }) => keysIn(response.body)), ...Object.keys(documentKinds)])

const scenarios: Scenarios = {
  ...putScenarios,
  ...readScenarios,
  ...searchScenarios,
  ...productScenarios,
  ...writeScenarios,
}

const replaceIds = (value: unknown, ids: Record<string, string>): unknown => {
  if (Array.isArray(value)) return value.map((item) => replaceIds(item, ids))
  if (isFields(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceIds(item, ids)]))
  return ids[String(value)] ?? value
}

let now: Date | undefined
let sandbox: MetakockaSandbox

beforeAll(async () => {
  sandbox = await startMetakockaSandbox({
    clock: () => now ?? new Date(),
    settings: { allowedIps: ['192.0.2.1'] },
    secretKey: '8899',
  })
})
afterAll(() => sandbox.close())

const replay = async ({ request, response }: Sample, scenario: Scenario) => {
  now = scenario.now === undefined ? undefined : new Date(scenario.now)
  const company = addTestCompany(sandbox, { ...scenario.options, settings: scenario.settings })
  const ids = (await scenario.prepare?.(company)) ?? {}
  const { secret_key, company_id, ...body } = request.body
  const sent = replaceIds({ ...body, ...scenario.request }, ids)
  const answer = await company.send(request.path, isFields(sent) ? sent : {})
  const expected = replaceIds(response.body, ids)
  return { answer, expected: isFields(expected) ? { ...expected, ...scenario.expected } : expected }
}

describe('documented exchanges', () => {
  test.each(samples.filter(({ name }) => scenarios[name]))('$name', async (sample) => {
    const scenario = scenarios[sample.name] ?? {}
    const { answer, expected } = await replay(sample, scenario)
    expect(answer.status).toBe(sample.response.status)
    if (!isFields(expected)) {
      expect(await answer.text()).toMatch(/^<html>/)
    } else if (expected['__binary__']) {
      expect(answer.headers.get('content-type')).toBe(expected['__binary__'])
    } else {
      const rules = { documented, leftOut: new Set(scenario.leftOut), exact: new Set(scenario.exact) }
      expect(compareShape(expected, await answer.json(), rules)).toEqual([])
    }
  })

  test('every sample is replayed or stands among the exclusions', () => {
    const covered = [...Object.keys(scenarios), ...Object.keys(exclusions)].sort()
    expect(covered).toEqual(samples.map(({ name }) => name).sort())
  })

  test('calls that are not implemented say so', async () => {
    const company = addTestCompany(sandbox)
    for (const { name, request } of samples) {
      if (!exclusions[name]?.startsWith('the call is not implemented')) continue
      const call = request.path.split('/').at(-1)
      const { secret_key, company_id, ...body } = request.body
      const answer = await company.call(request.path, body)
      expect(answer).toMatchObject({ opr_code: '1', opr_desc: `The sandbox does not implement ${call}` })
    }
  })
})
