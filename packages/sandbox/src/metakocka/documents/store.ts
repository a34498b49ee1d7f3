import type { Company } from '../company.ts'
import { bookStock } from '../stock/movements.ts'
import { printTimestamp } from '../wire/dates.ts'
import type { LogEntry, StoredDocument } from './document.ts'
import { type DocType, kindOf } from './document-kinds.ts'
import { statusesOf } from './registers.ts'

export interface ChangeNote {
  /** The acting user. */
  email?: string | undefined
  /** `document_change_log_notes`, or MetaKocka's own remark. */
  notes?: string | undefined
}

export type DocumentDraft = Omit<StoredDocument, 'mkId' | 'links' | 'createdAt' | 'changedAt' | 'log'>

const countCodeSelect = 'COUNT_CODE_SELECT#'

const nextCountCode = (company: Company, docType: DocType, series: string): string => {
  const countCode = `${series}${company.newNumber(series)}`
  return company.findDocumentsByCountCode(docType, countCode).length === 0
    ? countCode
    : nextCountCode(company, docType, series)
}

/** The number a new document gets: the one sent unless taken, or the next of the named series or the type's own. */
export const giveCountCode = (company: Company, docType: DocType, sent: string | undefined): string => {
  if (sent?.startsWith(countCodeSelect)) return nextCountCode(company, docType, sent.slice(countCodeSelect.length))
  if (sent !== undefined && company.findDocumentsByCountCode(docType, sent).length === 0) return sent
  return nextCountCode(company, docType, kindOf(docType).series)
}

const statusValue = (company: Company, document: StoredDocument): string | undefined =>
  statusesOf(company, document.docType).find(({ description }) => description === document.status)?.value

const logChange = (
  company: Company,
  before: StoredDocument | undefined,
  after: StoredDocument,
  { email, notes }: ChangeNote,
): LogEntry[] => {
  const stamp = { user_email: email, operation_time: printTimestamp(company.now()) }
  const entries: LogEntry[] = [{ ...stamp, operation_type: before ? 'CHANGE' : 'NEW' }]
  if (before && before.status !== after.status) {
    entries.push({
      ...stamp,
      operation_type: 'DOCUMENT_STATUS_CHANGE',
      value_previous: statusValue(company, before),
      value_new: statusValue(company, after),
    })
  }
  if (notes !== undefined) entries.push({ ...stamp, operation_type: 'CUSTOM', notes })
  return entries
}

export const insertDocument = (company: Company, draft: DocumentDraft, note: ChangeNote = {}): StoredDocument => {
  const now = company.now().toISOString()
  const created: StoredDocument = {
    ...draft,
    mkId: company.newId(),
    links: [],
    createdAt: now,
    changedAt: now,
    log: [],
  }
  const document = { ...created, log: logChange(company, undefined, created, note) }
  company.documents.put(document.mkId, document)
  bookStock(company, undefined, document)
  return document
}

/** Stores changed values. Where nothing differs, the document keeps its time of last change. */
export const saveDocument = (
  company: Company,
  before: StoredDocument,
  changes: Partial<StoredDocument>,
  note: ChangeNote = {},
): StoredDocument => {
  const changed: StoredDocument = { ...before, ...changes }
  if (note.notes === undefined && JSON.stringify(changed) === JSON.stringify(before)) return before
  const after: StoredDocument = {
    ...changed,
    changedAt: company.now().toISOString(),
    log: [...before.log, ...logChange(company, before, changed, note)],
  }
  company.documents.put(after.mkId, after)
  bookStock(company, before, after)
  return after
}

const addLink = (company: Company, mkId: string, otherId: string, notes?: string): void => {
  const document = company.documents.get(mkId)
  if (!document || document.links.includes(otherId)) return
  saveDocument(company, document, { links: [...document.links, otherId] }, { notes })
}

/** Ties two documents together, on both sides. */
export const linkDocuments = (company: Company, sourceId: string, targetId: string, sourceNotes?: string): void => {
  addLink(company, sourceId, targetId, sourceNotes)
  addLink(company, targetId, sourceId)
}

export const linkedDocuments = (company: Company, document: StoredDocument): StoredDocument[] =>
  document.links.flatMap((mkId) => company.documents.get(mkId) ?? [])

export const removeDocument = (company: Company, document: StoredDocument): void => {
  for (const other of linkedDocuments(company, document)) {
    saveDocument(company, other, { links: other.links.filter((mkId) => mkId !== document.mkId) })
  }
  company.documents.remove(document.mkId)
  bookStock(company, document, undefined)
}
