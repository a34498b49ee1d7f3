import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecretBox } from '@pretok/kernel'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDataFolder } from './data-folder.ts'
import { StartError } from './start-error.ts'

let parent: string
let path: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'pretok-data-'))
  path = join(parent, 'data')
})
afterEach(() => rm(parent, { recursive: true, force: true }))

const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8)

test('secrets, key and ports are made once, and are for their owner alone', async () => {
  const first = await openDataFolder(path)
  const secrets = await first.readSecrets()
  const credentials = await first.saveUrl('http://127.0.0.1:8080')
  const demo = await first.readDemo()

  const second = await openDataFolder(path)

  expect(await second.readSecrets()).toEqual(secrets)
  expect(createSecretBox(secrets.secretKeys).seal('x', 'y')).toMatch(/^v1\.k1\./)
  expect(credentials).toMatchObject({
    email: 'admin@pretok.localhost',
    password: expect.stringMatching(/^[\w-]{24}$/),
    apiKey: expect.stringMatching(/^pk_[\w-]{43}$/),
    isNew: true,
  })
  expect(await second.saveUrl('http://127.0.0.1:9090')).toEqual({
    ...credentials,
    url: 'http://127.0.0.1:9090',
    isNew: false,
  })
  expect(await second.readDemo()).toEqual(demo)
  for (const name of ['secrets.json', 'credentials.json', 'demo.json'])
    expect(await modeOf(join(path, name))).toBe('600')
})

test('credentials of before there were people keep their key', async () => {
  const data = await openDataFolder(path)
  await writeFile(data.credentialsFile, JSON.stringify({ url: 'http://127.0.0.1:8080', apiKey: 'pk_of-before' }))

  const saved = await data.saveUrl('http://127.0.0.1:8080')

  expect(saved).toMatchObject({ apiKey: 'pk_of-before', password: expect.any(String), isNew: false })
  expect(await data.saveUrl('http://127.0.0.1:8080')).toEqual(saved)
})

test('a damaged file is named, never replaced', async () => {
  const data = await openDataFolder(path)
  const file = join(path, 'secrets.json')
  await writeFile(file, '{"secretKeys": ')

  await expect(data.readSecrets()).rejects.toThrow(StartError)
  await expect(data.readSecrets()).rejects.toThrow(`${file} is damaged`)
})

test('a folder that cannot be made is told, with what to do', async () => {
  await writeFile(path, 'a file where the folder should be')

  await expect(openDataFolder(path)).rejects.toThrow(`The data folder ${path} cannot be written to`)
})
