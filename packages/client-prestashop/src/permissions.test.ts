import { describe, expect, it } from 'vitest'
import { type Permissions, toPermissions } from './permissions.ts'
import { readAnswer } from './read-answer.ts'
import { recordingOf, toAnswer } from './testing/recordings.ts'

const read = (name: string): Permissions | undefined => {
  const answer = toAnswer(recordingOf(name))
  return toPermissions(readAnswer(answer, { method: 'GET', resource: '' }, 'xml').root, '8.2.1')
}

describe('permissions', () => {
  it('lists what the key may do', () => {
    const permissions = read('conn-root-xml')
    expect(permissions).toMatchObject({ shopName: 'Demo shop', version: '8.2.1' })
    expect(permissions?.resources.get('orders')).toEqual(new Set(['GET', 'PUT']))
    expect(permissions?.resources.size).toBeGreaterThan(50)
  })

  it('tells a key that may only read', () => {
    expect(read('conn-root-xml-get-only-key')?.resources.get('stock_availables')).toEqual(new Set(['GET']))
  })

  it('lacks a resource that the key lacks', () => {
    const resources = read('conn-root-xml-key-without-orders')?.resources
    expect(resources?.has('orders')).toBe(false)
    expect(resources?.has('products')).toBe(true)
  })

  it('is not found in another answer', () => {
    const { root } = readAnswer(toAnswer(recordingOf('orders-06-xml')), { method: 'GET', resource: 'orders' }, 'xml')
    expect(toPermissions(root, undefined)).toBeUndefined()
  })
})
