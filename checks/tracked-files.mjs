// No tracked file names a registry host (the lock file must install through any registry) or a place on one machine.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const registryHosts = /registry\.npmjs\.org|registry\.yarnpkg\.com|deb\.debian\.org/

/**
 * @param checkout the folder that the project lies in on this machine; a short one like `/app` is a word like any other
 * @returns `file:line names ...`, one per finding
 */
export const findStrangePlaces = (file, text, checkout) => {
  const isOwn = checkout.split('/').length > 2
  return text.split('\n').flatMap((line, index) => {
    const place = `${file}:${index + 1}`
    return [
      ...(registryHosts.test(line) ? [`${place} names a registry host`] : []),
      ...(isOwn && line.includes(checkout) ? [`${place} names the folder of this checkout`] : []),
    ]
  })
}

const listTracked = (root) => {
  try {
    return execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean)
  } catch {
    console.log('Not a git checkout: no tracked files to look at.')
    return []
  }
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..')
  const files = listTracked(root).filter((file) => existsSync(join(root, file)))
  const found = files.flatMap((file) => findStrangePlaces(file, readFileSync(join(root, file), 'utf8'), root))
  for (const finding of found) console.error(finding)
  if (found.length > 0) process.exitCode = 1
}
