import type { IncomingMessage } from 'node:http'
import { type HttpServerOptions, readBody } from '../http-server.ts'
import { type Call, createCalls } from './calls.ts'
import type { Companies } from './companies.ts'
import { createCompanyView } from './company-view.ts'
import { type ControlParts, control } from './control.ts'
import { answerCall, claimedCompany, createQuota } from './envelope.ts'
import { createReply, type Reply } from './reply.ts'
import { createReports, isFile } from './reports.ts'
import type { LoggedRequest } from './request-log.ts'
import { strike } from './strike.ts'

export interface RequestHandlerParts extends Pick<ControlParts, 'addCompany' | 'faults' | 'requests' | 'webhooks'> {
  companies: Companies
  clock: () => Date
  /** Ends waiting when the server closes. */
  signal: AbortSignal
  getBaseUrl: () => string
}

type Outcome = Pick<LoggedRequest, 'call' | 'companyId' | 'fault' | 'oprCode'>

const controlPrefix = '/_sandbox/'

const callerIp = (request: IncomingMessage): string => (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')

const parseInput = (body: string): unknown => (body === '' ? undefined : JSON.parse(body))

/** Everything a server of the stand-in answers: calls, files of reports, control, and a page for the rest. */
export const createRequestHandler = (parts: RequestHandlerParts): HttpServerOptions['handle'] => {
  const { companies, addCompany, faults, requests, webhooks, clock, signal, getBaseUrl } = parts
  const quota = createQuota()
  const reports = createReports(getBaseUrl)
  const calls = createCalls(reports)

  const serveControl = (reply: Reply, method: string, path: string, body: string): void => {
    try {
      const listed = () => companies.all().map(createCompanyView)
      const held = { companies: listed, addCompany, faults, requests, webhooks }
      const answer = control(held, method, path, parseInput(body))
      reply.json(answer.body, answer.status)
    } catch (error) {
      reply.json({ error: error instanceof Error ? error.message : String(error) }, 400)
    }
  }

  const serveCall = async (call: Call, ip: string, body: string, reply: Reply): Promise<Outcome> => {
    const companyId = claimedCompany(body)
    const work = () => answerCall(call, body, { findCompany: companies.find, ip, quota })
    const fault = faults.take(call.name, companyId)
    const answer = fault ? await strike(fault, { work, reply, ip, companyId, signal }) : work()
    if (!fault && answer) reply.answer(answer)
    const oprCode = answer && !isFile(answer) ? answer['opr_code'] : undefined
    return {
      call: call.name,
      companyId,
      fault: fault?.kind,
      oprCode: oprCode === undefined ? undefined : String(oprCode),
    }
  }

  const serve = async (request: IncomingMessage, path: string, body: string, reply: Reply): Promise<Outcome> => {
    const call = request.method === 'POST' ? calls.get(path) : undefined
    if (call) return serveCall(call, callerIp(request), body, reply)
    const download = reports.findDownload(path)
    if (download) reply.answer(download)
    else reply.page(404)
    return {}
  }

  return async (request, response) => {
    const startedAt = performance.now()
    const at = clock().toISOString()
    const { pathname: path } = new URL(request.url ?? '/', 'http://sandbox')
    const reply = createReply(response)
    const body = await readBody(request)
    if (path.startsWith(controlPrefix)) {
      serveControl(reply, request.method ?? 'GET', path.slice(controlPrefix.length), body)
      return
    }
    const outcome = await serve(request, path, body, reply)
    const status = response.headersSent ? response.statusCode : undefined
    requests.add({ at, path, ms: Math.round(performance.now() - startedAt), status, ...outcome })
  }
}
