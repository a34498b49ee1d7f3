import type { Role } from '@pretok/db'
import type { UserResource } from '../resources/user.ts'
import type { Call, TestGateway } from './test-gateway.ts'

export const password = 'three quiet bicycles at noon'

/** Lets somebody in, as an admin does. */
export const letIn = async (gateway: TestGateway, name: string, role: Role = 'operator'): Promise<UserResource> => {
  const input = { email: `${name}@shop.example`, name, role, password }
  const { status, body, text } = await gateway.post<UserResource>('/v1/users', input)
  if (status !== 201) throw new Error(text)
  return body
}

/** What a browser sends along with what a page of ours asks. */
export const asBrowser = (cookie?: string): Call => ({
  apiKey: null,
  headers: { 'sec-fetch-site': 'same-origin', ...(cookie === undefined ? {} : { cookie }) },
})

export const signIn = <Body>(gateway: TestGateway, email: string, rest: Call = asBrowser(), by = password) =>
  gateway.post<Body>('/v1/session', { email, password: by }, rest)

/** `name=value` of the cookie that an answer sets. */
export const cookieOf = ({ headers }: { headers: Record<string, unknown> }): string => {
  const [cookie = ''] = String(headers['set-cookie']).split(';')
  return cookie
}

/** Signs somebody in. @returns what a request of theirs is sent with */
export const signedIn = async (gateway: TestGateway, email: string, by = password): Promise<Call> =>
  asBrowser(cookieOf(await signIn(gateway, email, asBrowser(), by)))
