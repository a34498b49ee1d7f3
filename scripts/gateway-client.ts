import { Agent, fetch } from 'undici'
import { z } from 'zod'
import type { Credentials } from './data-folder.ts'
import { StartError } from './start-error.ts'

/** The gateway refused a call. */
export class RefusedError extends StartError {
  readonly status: number
  constructor(message: string, status: number) {
    super(message, { status })
    this.status = status
  }
}

/** RFC 9457. */
const Problem = z.object({ title: z.string(), detail: z.string().optional() })

export interface GatewayClient {
  /** @throws {RefusedError} */
  call<T extends z.ZodType>(
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    answer: T,
    body?: unknown,
  ): Promise<z.output<T>>
  /** Ends its connections, calls under way included: a gateway that closes would wait for them. */
  close(): Promise<void>
}

export const createGatewayClient = ({ url, apiKey }: Pick<Credentials, 'url' | 'apiKey'>): GatewayClient => {
  const agent = new Agent()
  return {
    close: () => agent.destroy(),
    async call(method, path, answer, body) {
      const response = await fetch(new URL(path, url), {
        method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
        dispatcher: agent,
      })
      const content: unknown = await response.json().catch(() => undefined)
      if (response.ok) return answer.parse(content)
      const { title, detail } = Problem.catch({ title: response.statusText }).parse(content)
      throw new RefusedError(
        `${method} ${path}: ${response.status} ${title}${detail ? `: ${detail}` : ''}`,
        response.status,
      )
    },
  }
}
