import assert from 'node:assert/strict'

/** Somebody is still working on orders in these states. */
const moving = ['ready', 'sending', 'in_doubt']
const companyId = '16'

const connection = {
  name: 'Check',
  store: { url: 'http://store:8081', key: 'SANDBOXVALIDKEY00000000000000000' },
  erp: { baseUrl: 'http://erp:8082', companyId, secretKey: 'sandbox' },
  settings: { orders: { linesWithoutReference: 'create' } },
}

/** Orders that travel through a deployment. */
export const createFlow = async ({ gateway, remote, until }) => {
  const listOrders = async () => {
    const orders = []
    let cursor = ''
    do {
      const page = await gateway('GET', `/v1/orders?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
      orders.push(...page.items)
      cursor = page.nextCursor ?? ''
    } while (cursor !== '')
    return orders
  }
  const listBooked = async () => (await listOrders()).filter(({ state }) => state === 'booked')

  const findConnectionId = async () => {
    const { items } = await gateway('GET', '/v1/connections')
    return (items[0] ?? (await gateway('POST', '/v1/connections', connection))).id
  }
  const connectionId = await findConnectionId()

  const sync = () => gateway('POST', `/v1/connections/${connectionId}/syncs`, { flow: 'orders' })

  /** Waits until every order rests, and holds the ERP's books against ours. */
  const settle = async ({ id }) => {
    await until('The sync is done', async () => {
      const { state } = await gateway('GET', `/v1/syncs/${id}`)
      return state === 'done'
    })
    const orders = await until('Every order rests', async () => {
      const all = await listOrders()
      const busy = all.filter(({ state }) => moving.includes(state))
      if (busy.length > 0) throw new Error(`${busy.length} orders are ${[...new Set(busy.map(({ state }) => state))]}`)
      return all
    })
    const booked = orders.filter(({ state }) => state === 'booked').length
    const documents = (await remote('erp', 8082, `companies/${companyId}/documents`)).filter(
      ({ doc_type }) => doc_type === 'sales_order',
    )
    assert.equal(documents.length, booked, 'The ERP has another number of documents than there are booked orders')
    assert.equal(new Set(documents.map(({ buyer_order }) => buyer_order)).size, booked, 'An order is booked twice')
    return booked
  }

  return {
    sync,
    settle,
    /** New orders in the store, like one that was booked. */
    place: async (count) => {
      const [{ storeOrderId }] = await listBooked()
      await remote('store', 8081, 'orders', { copyOf: Number(storeOrderId), count })
    },
    begin: async () => `${await settle(await sync())} orders booked`,
    /** Lets new orders flow, does something to the deployment while they do, and counts them at the end. */
    async disturbed(count, disturb) {
      const before = (await listBooked()).length
      await this.place(count)
      const asked = await sync()
      await until('The first of the new orders are booked', async () => (await listBooked()).length > before)
      const seen = await disturb()
      const met = (await listBooked().catch(() => [])).length - before
      const booked = await settle(asked)
      assert.equal(booked, before + count)
      const afterwards = met > 0 && met < count ? `${count - met} of them afterwards` : ''
      return [`${count} orders booked`, afterwards, seen].filter(Boolean).join(', ')
    },
  }
}
