import { createServer } from 'node:net'

const listenBriefly = (port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port))
    })
  })

/** A port that nobody listens on right now. Another program may still take it before you do. */
export const findFreePort = (host = '127.0.0.1'): Promise<number> => listenBriefly(0, host)

/** @throws what `listen` throws, except when the port is taken: a forbidden port (below 1024), an unknown host */
export const isPortFree = (port: number, host = '127.0.0.1'): Promise<boolean> =>
  listenBriefly(port, host).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') return false
      throw error
    },
  )
