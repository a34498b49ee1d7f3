import type { Credentials, DataFolder } from './data-folder.ts'
import { shortPath } from './settings.ts'

/** What a person needs once everything is up. The key itself is shown only at the first start. */
export const describeInstallation = (
  data: DataFolder,
  { url, apiKey, isNew }: Credentials & { isNew: boolean },
): string => {
  const file = shortPath(data.credentialsFile)
  const key = isNew ? apiKey : `$(node -p 'require("${data.credentialsFile}").apiKey')`
  return [
    '',
    `Pretok is up: ${url}`,
    '',
    ...(isNew
      ? [`Sign in with this API key, shown only now and kept in ${file}:`, `  ${apiKey}`]
      : [`Sign in with the API key in ${file}.`]),
    'Try:',
    `  curl -H "Authorization: Bearer ${key}" "${url}/v1/orders?limit=5"`,
    `What it can do: ${url}/docs`,
    `Data and logs: ${shortPath(data.path)}`,
    'Ctrl-C stops everything.',
    '',
  ].join('\n')
}
