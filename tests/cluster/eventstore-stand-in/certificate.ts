import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Paths of a key and certificate for localhost in a folder, or undefined where openssl is missing. */
export function selfSigned(dir: string): { key: string; certificate: string } | undefined {
  const [key, certificate] = [join(dir, 'key.pem'), join(dir, 'certificate.pem')];
  try {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost,IP:127.0.0.1',
        '-keyout',
        key,
        '-out',
        certificate,
      ],
      { stdio: 'ignore' },
    );
    return { key, certificate };
  } catch {
    return undefined;
  }
}
