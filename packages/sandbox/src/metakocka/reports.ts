import { randomUUID } from 'node:crypto'
import type { Company } from './company.ts'
import { type Fields, flagOf, requiredText, textOf } from './wire/fields.ts'
import { refusal } from './wire/refusal.ts'

/** Files go out as they are, not as JSON. */
export interface FileAnswer {
  contentType: string
  bytes: Buffer
}

export const isFile = (answer: Fields | FileAnswer): answer is FileAnswer => answer['bytes'] instanceof Buffer

/** A marker that says of which document it is the report; not a real PDF page. */
const createFile = (mkId: string | undefined, reportId: string): FileAnswer => ({
  contentType: 'application/pdf',
  bytes: Buffer.from(`%PDF-1.4\n% sandbox report ${reportId} of document ${mkId ?? 'none'}\n%%EOF\n`),
})

interface Job {
  file: FileAnswer
  /** How often its progress was asked for. */
  asked: number
}

const downloadPath = '/download/report/'

/** Reports under way, by token; they do not survive a restart. */
export const createReports = (getBaseUrl: () => string) => {
  const jobs = new Map<string, Job>()

  const follow = (token: string): Fields => {
    const job = jobs.get(token)
    if (!job) throw refusal('6', 'Report with this token does not exist.')
    job.asked += 1
    return job.asked === 1
      ? { token, progress: 'Priprava podatkov 1 / 2' }
      : { token, url: `${getBaseUrl()}${downloadPath}${token}` }
  }

  return {
    /** The file at once; with `async`, a token, then progress, then where the file is. */
    report(company: Company, fields: Fields): Fields | FileAnswer {
      const token = textOf(fields, 'token')
      if (token !== undefined) return follow(token)
      const reportId = requiredText(fields, 'report_id')
      const mkId = textOf(fields, 'mk_id')
      if (mkId !== undefined && !company.documents.get(mkId)) {
        throw refusal('2', `Cannot find document with id = ${mkId}`)
      }
      const file = createFile(mkId, reportId)
      if (!flagOf(fields, 'async')) return file
      const created = randomUUID()
      jobs.set(created, { file, asked: 0 })
      return { token: created }
    },
    /** The file under the address `report` gave out. */
    findDownload: (path: string): FileAnswer | undefined =>
      path.startsWith(downloadPath) ? jobs.get(path.slice(downloadPath.length))?.file : undefined,
  }
}
export type Reports = ReturnType<typeof createReports>
