import type { Credentials, DataFolder } from './data-folder.ts'
import { shortPath } from './settings.ts'

/** What a person needs once everything is up. Password and key themselves are shown only at the first start. */
export const describeInstallation = (
  data: DataFolder,
  { url, email, password, apiKey, isNew }: Credentials & { isNew: boolean },
): string => {
  const file = shortPath(data.credentialsFile)
  const key = isNew ? apiKey : `$(node -p 'require("${data.credentialsFile}").apiKey')`
  return [
    '',
    `Pretok is up: ${url}`,
    '',
    ...(isNew
      ? [
          `Shown only now, and kept in ${file}:`,
          `  for people, email and password: ${email} ${password}`,
          `  for programs, an API key:       ${apiKey}`,
        ]
      : [`Email and password for people, and an API key for programs, are in ${file}.`]),
    'Try:',
    `  curl -H "Authorization: Bearer ${key}" "${url}/v1/orders?limit=5"`,
    `What it can do: ${url}/docs`,
    `Data and logs: ${shortPath(data.path)}`,
    'Ctrl-C stops everything.',
    '',
  ].join('\n')
}
