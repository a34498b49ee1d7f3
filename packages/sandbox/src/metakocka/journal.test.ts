import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { order, v1 } from './sandbox.fixture.ts'
import { type MetakockaSandbox, startMetakockaSandbox } from './server.ts'

const folder = mkdtempSync(join(tmpdir(), 'metakocka-sandbox-'))
afterAll(() => rmSync(folder, { recursive: true }))

const seedProducts = [{ code: 'art1', name: 'art1', taxFactor: '0.22', priceWithTax: '122', stock: '5' }]
const credentials = { company_id: '16', secret_key: 'k' }

const send = async (url: string, call: string, body: object): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${url}${v1}${call}`, {
    method: 'POST',
    body: JSON.stringify({ ...credentials, ...body }),
  })
  const parsed: unknown = await answer.json()
  return parsed as Record<string, unknown>
}

const held = ({ company }: MetakockaSandbox) => ({
  documents: company.documents(),
  partners: company.partners(),
  products: company.products(),
  stock: company.stock(),
  settings: company.settings(),
})

test('a restart finds everything as it was, and goes on counting', async () => {
  const dataFile = join(folder, 'restart.jsonl')
  const first = await startMetakockaSandbox({
    dataFile,
    secretKey: 'k',
    seedProducts,
    settings: { uniqueBuyerOrder: true },
  })
  const booked = await send(first.url, 'put_document', order({ buyer_order: 'A', create_invoice: 'true' }))
  await send(first.url, 'update_document', { doc_type: 'sales_order', buyer_order: 'A', status_code: 'paused' })
  const gone = await send(first.url, 'put_document', order({ buyer_order: 'B' }))
  await send(first.url, 'delete_document', { doc_type: 'sales_order', mk_id: gone['mk_id'] })
  const before = held(first)
  await first.close()

  const second = await startMetakockaSandbox({ dataFile, seedProducts })
  expect(held(second)).toEqual(before)
  const next = await send(second.url, 'put_document', order({ buyer_order: 'C' }))
  expect(Number(next['mk_id'])).toBeGreaterThan(Number(booked['mk_id']))
  expect(next['count_code']).toBe('PP-3')
  await second.close()
})

test('a line cut by a crash is left out, the rest is kept', async () => {
  const dataFile = join(folder, 'torn.jsonl')
  const first = await startMetakockaSandbox({ dataFile, secretKey: 'k', seedProducts })
  await send(first.url, 'put_document', order({ buyer_order: 'A' }))
  const before = held(first)
  await first.close()
  appendFileSync(dataFile, '{"company":"16","changes":[{"table":"documents","id":"1","val')

  const second = await startMetakockaSandbox({ dataFile })
  expect(held(second)).toEqual(before)
  await send(second.url, 'put_document', order({ buyer_order: 'B' }))
  const lines = readFileSync(dataFile, 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).company)).toEqual(['16', '16'])
  await second.close()
})

test('what was answered outlives a killed process', async () => {
  const dataFile = join(folder, 'killed.jsonl')
  const main = fileURLToPath(new URL('./main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--conditions=source', main], {
    env: { ...process.env, NODE_OPTIONS: '', PORT: '0', SECRET_KEY: 'k', DATA_FILE: dataFile },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const { url } = JSON.parse(line)
  const line1 = { code: 'art1', unit: 'kos', amount: '1', price_with_tax: '122', tax_factor: '0.22' }
  const booked = await send(url, 'put_document', order({ buyer_order: 'KILLED', product_list: [line1] }))
  child.kill('SIGKILL')
  await once(child, 'exit')

  const revived = await startMetakockaSandbox({ dataFile })
  expect(booked).toMatchObject({ opr_code: '0' })
  expect(revived.company.documents()).toMatchObject([{ mk_id: booked['mk_id'], buyer_order: 'KILLED', sum_all: '122' }])
  await revived.close()
}, 20_000)
