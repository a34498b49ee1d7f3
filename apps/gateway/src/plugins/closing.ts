import fp from 'fastify-plugin'

const idleCheckMs = 100
const patienceMs = 10_000

/**
 * Lets requests under way end, and then the connections they came on: a client that keeps its connection open would otherwise
 * hold up the end of the process for as long as it likes.
 */
export const closing = fp(
  async (app) => {
    app.addHook('preClose', async () => {
      const { server } = app
      const closeIdle = setInterval(() => server.closeIdleConnections(), idleCheckMs).unref()
      const closeAll = setTimeout(() => server.closeAllConnections(), patienceMs).unref()
      server.once('close', () => {
        clearInterval(closeIdle)
        clearTimeout(closeAll)
      })
    })
  },
  { name: 'closing' },
)
