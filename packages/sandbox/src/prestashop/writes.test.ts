import { describe, expect, test } from 'vitest'
import { loadRecordings, type Recording, sendRecording } from './recording.ts'
import { startPrestashopSandbox } from './sandbox.ts'
import { excludedWrites, writeSequences } from './write-sequences.fixture.ts'

const recordings = new Map(loadRecordings().map((recording) => [recording.name, recording]))

const getRecording = (name: string): Recording => {
  const recording = recordings.get(name)
  if (recording === undefined) throw new Error(`no recording ${name}`)
  return recording
}

const timestamp = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g

/** The real shop's clock went on while it worked: its moments may be this much later than the one of the answer's header. */
const tolerance = 2_000

/** The body, with the recorded moments in place of those that are near enough. */
const withRecordedMoments = (body: string, recorded: string): string => {
  const moments = recorded.match(timestamp) ?? []
  let index = 0
  return body.replaceAll(timestamp, (moment) => {
    const other = moments[index++] ?? ''
    return Math.abs(Date.parse(moment) - Date.parse(other)) <= tolerance ? other : moment
  })
}

describe('recorded writes, replayed in their order on one shop, are answered as recorded', () => {
  test('and leave behind what was read afterwards', async () => {
    let now = new Date()
    const sandbox = await startPrestashopSandbox({ hosting: { checkHost: true }, clock: () => now })
    for (const step of Object.values(writeSequences).flat()) {
      if (typeof step !== 'string') {
        await step(sandbox)
        continue
      }
      const recording = getRecording(step)
      const { status, headers, body = '' } = recording.response
      now = new Date(headers['Date'] ?? '')
      const reply = await sendRecording(recording, sandbox)
      expect
        .soft({
          step,
          status: reply.status,
          type: reply.headers['content-type'],
          body: withRecordedMoments(reply.body, body ?? ''),
        })
        .toEqual({ step, status, type: headers['Content-Type'], body: body ?? '' })
    }
    await sandbox.close()
  })

  test('none is left out, and none is excluded in vain', () => {
    const writes = [...recordings.keys()].filter((name) => /^(?:put|post|patch|race|dateupd)-/.test(name))
    const replayed = Object.values(writeSequences)
      .flat()
      .filter((step) => typeof step === 'string')
    expect([...replayed, ...Object.keys(excludedWrites)].toSorted()).toEqual(writes.toSorted())
  })
})
