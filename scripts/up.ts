import { migrate } from '@pretok/db'
import { AppError, parseEnvironment } from '@pretok/kernel'
import { findRunningPostgres } from '@pretok/local-postgres'
import { type DataFolder, openDataFolder } from './data-folder.ts'
import { prepareDemo, runDemo } from './demo.ts'
import { createGatewayClient } from './gateway-client.ts'
import { describeInstallation } from './greeting.ts'
import { startDatabase } from './local-database.ts'
import { requireFreePort } from './ports.ts'
import { createProcesses } from './processes.ts'
import { programsOf } from './programs.ts'
import { waitForAnswer } from './readiness.ts'
import { localUrl, parseArguments, Settings, shortPath } from './settings.ts'
import { StartError } from './start-error.ts'
import { untilAskedToStop } from './stopping.ts'

// Brings up all of Pretok on one machine and keeps it up until somebody asks it to stop.

const say = (text: string) => console.log(text)

/** Before anything starts: what would only fail half-way. */
const requireRoom = async (data: DataFolder, { PORT, HOST }: Settings): Promise<void> => {
  const running = findRunningPostgres(data.postgresDir)
  if (running !== undefined) {
    throw new StartError(
      `Pretok already runs on ${shortPath(data.path)} (its Postgres is process ${running}). Stop it first, or choose another data folder: PRETOK_DATA_DIR=...`,
    )
  }
  await requireFreePort(PORT, `Choose another one: PORT=${PORT + 1} npm start`, HOST)
}

const main = async (): Promise<number> => {
  const settings = parseEnvironment(Settings, process.env)
  const { demo: withDemo } = parseArguments(process.argv.slice(2))
  const data = await openDataFolder(settings.PRETOK_DATA_DIR)
  await requireRoom(data, settings)
  const demo = withDemo ? await prepareDemo(data) : undefined

  const opened = new AsyncDisposableStack()
  const processes = createProcesses(data.logDir)
  const asked = untilAskedToStop(() => {
    processes.kill()
    process.exit(130)
  })

  const live = async (): Promise<never> => {
    say('Starting Postgres ...')
    const database = await startDatabase(data)
    opened.defer(() => database.stop())
    opened.defer(() => processes.stop())
    const died = Promise.race([processes.died, database.died])
    const whileAlive = <T>(step: Promise<T>): Promise<T> => Promise.race([step, died])

    say('Bringing the database up to date ...')
    await whileAlive(migrate(database.url))

    const { secretKeys } = await data.readSecrets()
    const credentials = await data.saveUrl(localUrl(settings))
    const shared = {
      DATABASE_URL: database.url,
      QUEUE_BACKEND: settings.QUEUE_BACKEND,
      PRETOK_SECRET_KEYS: secretKeys,
      ...(demo && { PRETOK_ALLOW_PRIVATE_NETWORKS: 'true' }), // the stand-ins are on this machine
    }
    const programs = [...(demo?.programs ?? []), ...programsOf(settings, shared, credentials)]
    say(`Starting ${programs.map(({ name }) => name).join(', ')} ...`)
    for (const program of programs) await processes.start(program)
    await whileAlive(waitForAnswer('The gateway', `${credentials.url}/readyz`, 200))
    const gateway = createGatewayClient(credentials)
    opened.defer(() => gateway.close())
    if (demo) await whileAlive(runDemo({ gateway, gatewayUrl: credentials.url, data, demo: demo.state, say }))

    say(describeInstallation(data, credentials))
    return died
  }

  const status = await Promise.race([asked.then(() => 0), live()]).catch((error: unknown) => {
    report(error)
    return 1
  })
  say('Stopping ...')
  await opened.disposeAsync()
  say('Stopped.')
  return status
}

/** A reason that a person can mend needs no stack. */
const report = (error: unknown): void => console.error(error instanceof AppError ? `\n${error.message}\n` : error)

process.stdout.on('error', () => {}) // the terminal may be gone before we are
process.exit(
  await main().catch((error: unknown) => {
    report(error)
    return 1
  }),
)
