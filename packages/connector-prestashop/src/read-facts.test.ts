import { createPrestashopClient } from '@pretok/client-prestashop'
import { StoreFacts } from '@pretok/domain'
import { createTransport } from '@pretok/http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createPrestashopStore } from './store.ts'
import { type Stage, type StageOptions, startStage } from './testing/stage.ts'

const openFacts = async ({ url, sandbox }: Stage, key = sandbox.keys['valid-key']): Promise<StoreFacts> => {
  const transport = createTransport({ concurrency: 4, allowPrivateNetworks: true })
  onTestFinished(() => transport.close())
  const store = createPrestashopStore({ client: createPrestashopClient({ url, key, transport }) })
  return StoreFacts.parse(await store.readFacts())
}

/** A shop that refuses some resources to the key. */
const refusing = (resources: RegExp, options: StageOptions = {}): Promise<Stage> =>
  startStage({
    ...options,
    answer: ({ target }) =>
      resources.test(target)
        ? {
            status: 401,
            body: '{"errors":[{"code":26,"message":"Resource is not allowed with this authentication key"}]}',
          }
        : undefined,
  })

describe('readFacts', () => {
  it('tells what the shop is, in eight requests', async () => {
    const stage = await startStage()
    const facts = await openFacts(stage)
    expect(stage.asked).toHaveLength(8)
    expect(facts).toMatchObject({
      version: '8.2.1',
      name: 'Demo shop',
      timeZone: 'Europe/Ljubljana',
      defaultCurrency: 'EUR',
      defaultLanguage: 'en',
      rounding: { mode: 'half-up', type: 'line' },
      shops: [{ id: '1', name: 'Demo shop', active: true }],
      languages: [
        { id: '1', isoCode: 'en', active: true },
        { id: '2', isoCode: 'si', active: true },
      ],
      currencies: [
        { isoCode: 'EUR', active: true },
        { isoCode: 'USD', active: true },
      ],
    })
    expect(facts.orderStates).toContainEqual({
      id: '5',
      name: 'Delivered',
      paid: true,
      shipped: true,
      delivered: true,
      valid: true,
    })
    expect(facts.orderStates?.filter(({ delivered }) => delivered)).toHaveLength(1)
    expect(facts.carriers).toContainEqual({ id: '2', reference: '2', name: 'Pošta Slovenije', active: true })
    expect(facts.taxRates).toContainEqual({ id: '1', name: 'DDV SI 22%', rate: '22.000', active: true })
  })

  it('names carriers by what an edit leaves alone, and leaves out what was deleted', async () => {
    const stage = await startStage()
    stage.sandbox.shop.update('carriers', 2, { deleted: '1' })
    stage.sandbox.shop.insert('carriers', { ...stage.sandbox.shop.row('carriers', 2), id: 90, deleted: '0' })
    const { carriers = [] } = await openFacts(stage)
    expect(carriers.filter(({ reference }) => reference === '2')).toEqual([
      { id: '90', reference: '2', name: 'Pošta Slovenije', active: true },
    ])
  })

  it('counts the payment modules of the last hundred orders, each under its latest label', async () => {
    const stage = await startStage()
    const newest = stage.sandbox.shop.rows('orders').toSorted((a, b) => b.id - a.id)
    const [first] = newest
    stage.sandbox.shop.update('orders', first?.id ?? 0, { payment: 'Renamed by hand' })
    const { paymentModules = [] } = await openFacts(stage)
    expect(paymentModules.reduce((sum, { orders }) => sum + orders, 0)).toBe(100)
    expect(paymentModules.find(({ module }) => module === first?.['module'])?.label).toBe('Renamed by hand')
    expect(paymentModules.map(({ orders }) => orders)).toEqual(
      paymentModules.map(({ orders }) => orders).toSorted((a, b) => b - a),
    )
  })

  it('takes the setting of the whole installation in a multistore', async () => {
    const stage = await startStage()
    const { shop } = stage.sandbox
    const row = shop.rows('configurations').find(({ name }) => name === 'PS_ROUND_TYPE')
    shop.update('configurations', row?.id ?? 0, { id_shop: '1', id_shop_group: '1', value: '3' })
    shop.insert('configurations', { ...row, id: 9_000, id_shop: '', id_shop_group: '', value: '1' })
    expect((await openFacts(stage)).rounding).toEqual({ mode: 'half-up', type: 'item' })
  })

  it.each<[resources: RegExp, absent: (keyof StoreFacts)[]]>([
    [/configurations/, ['name', 'timeZone', 'rounding', 'defaultCurrency', 'defaultLanguage']],
    [/languages/, ['languages', 'defaultLanguage']],
    [/currencies/, ['currencies', 'defaultCurrency']],
    [/orders\?/, ['paymentModules']],
    [/shops|carriers|taxes|order_states/, ['shops', 'carriers', 'taxRates', 'orderStates']],
  ])('leaves out what the key may not read: %s', async (resources, absent) => {
    const facts = await openFacts(await refusing(resources))
    const all = Object.keys(await openFacts(await startStage()))
    expect(all.toSorted()).toEqual([...Object.keys(facts), ...absent].toSorted())
  })

  it('leaves out a list with an odd record rather than give half of it', async () => {
    const stage = await startStage()
    stage.sandbox.shop.update('taxes', 1, { rate: 'a lot' })
    const facts = await openFacts(stage)
    expect(facts.taxRates).toBeUndefined()
    expect(facts.carriers).toBeDefined()
  })

  it('throws where the shop cannot be read at all', async () => {
    const stage = await startStage()
    await expect(openFacts(stage, stage.sandbox.keys['disabled-key'])).rejects.toMatchObject({
      code: 'ERR_PRESTASHOP_KEY_REFUSED',
    })
    const away = await startStage({ answer: () => 'hang-up' })
    await expect(openFacts(away)).rejects.toMatchObject({ code: 'ERR_REMOTE_UNAVAILABLE' })
    expect(away.asked).toHaveLength(1)
  })

  it('holds no name, address or e-mail of a customer', async () => {
    const stage = await startStage()
    const text = JSON.stringify(await openFacts(stage))
    const people = stage.sandbox.shop.rows('customers').flatMap(({ email, lastname }) => [email, lastname])
    expect(people.length).toBeGreaterThan(5)
    for (const value of people) expect(text).not.toContain(String(value))
    expect(stage.asked.some(({ target }) => /customers|addresses/.test(target))).toBe(false)
  })
})
