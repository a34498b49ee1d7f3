import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { envFlag, parseEnvironment } from './environment.ts'

const Settings = z.object({ DATABASE_URL: z.url(), PORT: z.coerce.number().int().default(8080), DEMO: envFlag(false) })

describe('parseEnvironment', () => {
  it('gives typed settings, with defaults for what is absent or empty', () => {
    expect(parseEnvironment(Settings, { DATABASE_URL: 'postgres://db/x', PORT: '', OTHER: 'x' })).toEqual({
      DATABASE_URL: 'postgres://db/x',
      PORT: 8080,
      DEMO: false,
    })
  })

  it.each(['true', '1', 'yes', 'TRUE'])('takes %s for yes', (DEMO) => {
    expect(parseEnvironment(Settings, { DATABASE_URL: 'postgres://db/x', DEMO }).DEMO).toBe(true)
  })

  it('names all that is wrong at once, without the values', () => {
    const parse = () => parseEnvironment(Settings, { DATABASE_URL: 's3cret', PORT: 'x', DEMO: 'perhaps' })
    for (const name of ['DATABASE_URL', 'PORT', 'DEMO']) expect(parse).toThrow(name)
    expect(parse).not.toThrow('s3cret')
    expect(parse).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_INVALID' }))
  })
})
