import type { Credentials } from './data-folder.ts'
import type { Program } from './processes.ts'
import type { Settings } from './settings.ts'

/** The programs of the house, in the order in which they start. */
export const programsOf = (
  { HOST, PORT }: Settings,
  shared: Record<string, string>,
  { email, password, apiKey }: Credentials,
): Program[] => [
  {
    name: 'gateway',
    main: 'apps/gateway/src/main.ts',
    env: {
      ...shared,
      HOST,
      PORT: String(PORT),
      PRETOK_BOOTSTRAP_API_KEY: apiKey,
      PRETOK_BOOTSTRAP_ADMIN_EMAIL: email,
      PRETOK_BOOTSTRAP_ADMIN_PASSWORD: password,
    },
  },
  ...['order-worker', 'product-worker', 'stock-worker'].map((name) => ({
    name,
    main: `apps/${name}/src/main.ts`,
    env: shared,
  })),
]
