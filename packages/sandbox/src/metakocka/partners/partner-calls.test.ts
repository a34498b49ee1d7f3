import { afterAll, beforeAll, expect, test } from 'vitest'
import { partner, startTestCompany, type TestCompany, v1 } from '../sandbox.fixture.ts'
import type { Fields } from '../wire/fields.ts'

let company: TestCompany
let ana: Fields
beforeAll(async () => {
  company = await startTestCompany()
  ana = await add({ tax_id_number: 'SI12345678', count_code: 'A-1' })
  await add({ customer: 'Bine Kos', partner_contact: { email: 'bine@example.com', phone: '01 2' } })
})
afterAll(() => company.sandbox.close())

const add = (body: Fields) => company.call(`${v1}add_partner`, { partner: { ...partner, ...body } })
const get = (body: Fields) => company.call(`${v1}get_partner`, body)
const update = (body: Fields) => company.call(`${v1}update_partner`, { partner: body })
const names = (answer: Fields) => (answer['partner_list'] as Fields[]).map(({ customer }) => customer)

test.each<[Fields, string[]]>([
  [{ partner_email: 'ANA@example.com' }, ['Ana Novak']],
  [{ partner_name: 'n' }, ['Ana Novak', 'Bine Kos']],
  [{ partner_tax_number: 'SI12345678' }, ['Ana Novak']],
  [{ partner_phone_number: '041111222' }, ['Ana Novak']],
  [{ partner_phone_number: '01 2', partner_name: 'bine' }, ['Bine Kos']],
])('%o finds %j, without opr_code', async (body, found) => {
  const answer = await get(body)
  expect(names(answer)).toEqual(found)
  expect(answer).not.toHaveProperty('opr_code')
  expect(answer['partner_list_count']).toBe(String(found.length))
})

test('nobody found is a refusal', async () => {
  const refused = { opr_code: '2', opr_desc: 'No partner with such properties.' }
  expect(await get({ partner_email: 'x@example.com' })).toMatchObject(refused)
  expect(await get({ partner_email: 'ana@example.com', partner_name: 'Bine' })).toMatchObject(refused)
  expect(await update({ mk_id: '1' })).toMatchObject(refused)
})

test('add_partner needs all its fields', async () => {
  expect(await add({ taxpayer: undefined })).toMatchObject({ opr_desc: "Paramether 'taxpayer' is required paramether" })
  expect(await company.call(`${v1}add_partner`, {})).toMatchObject({
    opr_desc: "Paramether 'partner' is required paramether",
  })
})

test('addresses and contacts are changed by id and added without', async () => {
  const [billing] = ana['mk_address_id_list'] as Fields[]
  const address = { address_type: 'Dobava', street: 'Nova 1', city: 'Kranj', country: 'SI' }
  await update({ mk_id: ana['mk_id'], street: 'ignored', partner_delivery_address_list: [address] })
  const answer = await update({
    count_code: 'A-1',
    customer: 'Ana Kos',
    partner_contact_list: [{ mk_id: ana['mk_contact_id'], email: 'new@example.com' }],
    partner_delivery_address_list: [{ mk_id: billing?.['mk_id'], address_type: 'Račun', street: 'Stara 2' }],
  })
  expect(answer).toMatchObject({
    partner_list: [
      {
        customer: 'Ana Kos',
        partner_contact_list: [{ name: 'Ana Novak', email: 'new@example.com', contact_address: 'Stara 2' }],
        partner_delivery_address_list: [
          { address_type: 'Račun', street: 'Stara 2' },
          { address_type: 'Dobava', street: 'Nova 1', country: 'Slovenija' },
        ],
      },
    ],
  })
  const wrong = { mk_id: ana['mk_id'], partner_delivery_address_list: [{ ...address, address_type: 'Doma' }] }
  expect(await update(wrong)).toMatchObject({
    opr_desc: "Paramether 'address_type' has invalid value : Doma. Valid values : Račun,Dobava,Poslovna enota",
  })
})
