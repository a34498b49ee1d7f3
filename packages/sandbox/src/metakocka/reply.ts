import type { ServerResponse } from 'node:http'
import { type FileAnswer, isFile } from './reports.ts'
import type { Fields } from './wire/fields.ts'

const toJson = (value: unknown): FileAnswer => ({
  contentType: 'application/json;charset=UTF-8',
  bytes: Buffer.from(JSON.stringify(value)),
})

const toPayload = (answer: Fields | FileAnswer): FileAnswer => (isFile(answer) ? answer : toJson(answer))

/** Writes answers to one request. After `hangUp` or a lost connection the others do nothing. */
export const createReply = (response: ServerResponse) => {
  const start = (status: number, { contentType, bytes }: FileAnswer, headers: Record<string, string> = {}): void =>
    void response.writeHead(status, { 'content-type': contentType, 'content-length': bytes.length, ...headers })

  return {
    answer(answer: Fields | FileAnswer): void {
      const payload = toPayload(answer)
      start(200, payload)
      response.end(payload.bytes)
    },
    json(value: unknown, status: number): void {
      const payload = toJson(value)
      start(status, payload)
      response.end(payload.bytes)
    },
    page(status: number, headers: Record<string, string> = {}): void {
      const bytes = Buffer.from(`<html><head><title>${status}</title></head><body>${status}</body></html>`)
      start(status, { contentType: 'text/html;charset=utf-8', bytes }, headers)
      response.end(bytes)
    },
    hangUp(): void {
      response.destroy()
    },
    /** The first half, under headers that promise all of it. */
    half(answer: Fields | FileAnswer): void {
      const payload = toPayload(answer)
      start(200, payload)
      response.write(payload.bytes.subarray(0, Math.floor(payload.bytes.length / 2)), () => response.destroy())
    },
  }
}
export type Reply = ReturnType<typeof createReply>
