import { spawn } from 'node:child_process'

/** Something that whoever runs this can mend; its message says how. */
export class Refusal extends Error {}

/**
 * Runs a program and gives what it printed.
 *
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, input?: string | Buffer }} options `input`: what it reads
 * @returns {Promise<Buffer>}
 * @throws {Error} with the end of what it said, when it fails
 */
export const run = (program, args, { env = process.env, cwd, input } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] })
    const printed = []
    const said = []
    child.stdout.on('data', (chunk) => printed.push(chunk))
    child.stderr.on('data', (chunk) => said.push(chunk))
    child.stdin.on('error', () => {}) // it may end without reading
    child.stdin.end(input)
    child.on('error', reject)
    child.on('close', (status) => {
      if (status === 0) return resolve(Buffer.concat(printed))
      const end = Buffer.concat([...said, ...printed])
        .toString()
        .trim()
        .split('\n')
        .slice(-30)
        .join('\n')
      reject(new Error(`${program} ${args.join(' ')} ended with status ${status}:\n${end}`))
    })
  })

/** Whether a program is there and succeeds. */
export const succeeds = (program, args, options) =>
  run(program, args, options).then(
    () => true,
    () => false,
  )
