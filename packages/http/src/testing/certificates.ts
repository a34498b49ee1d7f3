import './reflect-metadata.ts'
import { webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  cryptoProvider,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509'

// The library's types are the browser's.
cryptoProvider.set(webcrypto as never)

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const dayMs = 86_400_000

export interface Certificate {
  certificate: X509Certificate
  keys: webcrypto.CryptoKeyPair
  /** PEM. */
  cert: string
  key: string
}

export interface CertificateOptions {
  name: string
  /** Whoever signs it; absent = itself. */
  issuer?: Certificate
  isAuthority?: boolean
  /** Host names and IP addresses; default `localhost` and `127.0.0.1`. */
  names?: readonly string[]
  /** Days from now; default from yesterday for ninety days. */
  fromDay?: number
  untilDay?: number
}

const toPem = (der: ArrayBuffer): string =>
  `-----BEGIN PRIVATE KEY-----\n${Buffer.from(der).toString('base64')}\n-----END PRIVATE KEY-----\n`

/** Makes a certificate with a key of its own. */
export const makeCertificate = async (options: CertificateOptions): Promise<Certificate> => {
  const { name, issuer, isAuthority = false, fromDay = -1, untilDay = 90 } = options
  const { names = ['localhost', '127.0.0.1'] } = options
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: issuer?.certificate.subject ?? `CN=${name}`,
    notBefore: new Date(Date.now() + fromDay * dayMs),
    notAfter: new Date(Date.now() + untilDay * dayMs),
    publicKey: keys.publicKey,
    signingKey: (issuer ?? { keys }).keys.privateKey,
    signingAlgorithm: algorithm,
    extensions: isAuthority
      ? [new BasicConstraintsExtension(true, undefined, true)]
      : [
          new SubjectAlternativeNameExtension(
            names.map((value) => ({ type: /^[\d.]+$/.test(value) ? 'ip' : 'dns', value })),
          ),
        ],
  })
  const key = toPem(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  return { certificate, keys, cert: `${certificate.toString('pem')}\n`, key }
}
