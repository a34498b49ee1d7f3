import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { describeRedis } from './index.ts'

const ask = (redisUrl: string, ...commands: string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(redisUrl)
    const socket = connect(Number(port), hostname, () => socket.write(`${commands.join('\r\n')}\r\nQUIT\r\n`))
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('end', () => resolve(answer))
    socket.on('error', reject)
  })

describeRedis('the Redis of the run', (redisUrl) => {
  test('answers, in a database of our own', async () => {
    const database = new URL(redisUrl).pathname.slice(1)

    expect(database).not.toBe('0')
    expect(await ask(redisUrl, `SELECT ${database}`, 'PING')).toBe('+OK\r\n+PONG\r\n+OK\r\n')
  })
})
