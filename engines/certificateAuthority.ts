import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** What a server shows: its certificate and the key to it, in PEM. */
interface ServerIdentity {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority that nobody trusts who is not told to. */
export interface CertificateAuthority {
  readonly pem: string;
  /** For a server at an address of IP version 4. */
  identify(address: string): ServerIdentity;
}

/** Made anew each time, so that no key is ever kept; what it signs holds for a day. */
export function createAuthority(name: string): CertificateAuthority {
  const keys = newKeys();
  const issued = (subject: string, publicKey: KeyObject, extensions: readonly Buffer[]) =>
    certificate({ issuer: name, subject, publicKey, extensions }, keys.privateKey);
  return {
    pem: issued(name, keys.publicKey, [CAN_SIGN]),
    identify(address) {
      const { publicKey, privateKey } = newKeys();
      return {
        cert: issued(address, publicKey, [standsAt(address)]),
        key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
    },
  };
}

const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

interface Contents {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

/** X.509 version 3, RFC 5280 section 4.1. */
function certificate({ issuer, subject, publicKey, extensions }: Contents, key: KeyObject): string {
  const signed = sequence(
    der(0xa0, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.from([1]), randomBytes(8)),
    ECDSA_WITH_SHA256,
    nameOf(issuer),
    sequence(dayFromNow(-1), dayFromNow(1)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', signed, key);
  const whole = sequence(signed, ECDSA_WITH_SHA256, der(BIT_STRING, Buffer.from([0]), signature));
  const lines = whole.toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const TRUE = Buffer.from('0101ff', 'hex');

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);

const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));

const ECDSA_WITH_SHA256 = sequence(objectId('2a8648ce3d040302'));

const nameOf = (commonName: string): Buffer =>
  sequence(der(0x31, sequence(objectId('550403'), der(0x0c, Buffer.from(commonName)))));

/** As `YYYYMMDDHHMMSSZ`. */
function dayFromNow(days: number): Buffer {
  const iso = new Date(Date.now() + days * 86_400_000).toISOString();
  return der(0x18, Buffer.from(`${iso.slice(0, 19).replace(/\D/g, '')}Z`));
}

const CAN_SIGN = sequence(objectId('551d13'), TRUE, der(OCTET_STRING, sequence(TRUE)));

function standsAt(address: string): Buffer {
  const ip = der(0x87, Buffer.from(address.split('.').map(Number)));
  return sequence(objectId('551d11'), der(OCTET_STRING, sequence(ip)));
}
