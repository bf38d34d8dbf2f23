import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseAddresses } from './addresses.ts';
import { type Credentials, identify } from './identify.ts';
import { type AccessFiles, readAccess } from './readAccess.ts';

const NOW_MS = Date.parse('2026-11-21T12:00:00Z');

const sha256 = (token: string) => createHash('sha256').update(token).digest('hex');

const TOKENS = `
- { name: grafana, role: viewer, sha256: ${sha256('see')} }
- { name: ada, role: operator, sha256: ${sha256('do').toUpperCase()}, end: 2026-12-31 }
- { name: bob, role: operator, sha256: ${sha256('did')}, end: 2026-11-21T11:59:59Z }
`;

const addresses = (...items: string[]) => {
  const parsed = parseAddresses(items);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
};

function policyOf(settings: Partial<AccessFiles>) {
  const access = readAccess(
    { host: '127.0.0.1', allowAnonymous: 'off', ...settings },
    () => TOKENS,
  );
  if (!access.ok) throw new Error(access.error);
  return access.value;
}

const who = (settings: Partial<AccessFiles>, given: Credentials) => {
  const identified = identify(policyOf(settings), given, NOW_MS);
  if (!identified.ok) return identified.reason;
  const { name, role, via } = identified.principal;
  return `${name} ${role} ${via}`;
};

test('without authentication everybody on this machine is the operator', () => {
  expect(who({}, { remoteAddress: '127.0.0.1' })).toBe('local operator loopback');
});

describe('tokens', () => {
  const tokens = { tokensFile: 'tokens.yaml' };

  test.each([
    ['Bearer see', 'grafana viewer token'],
    ['bearer do', 'ada operator token'],
    [`Basic ${btoa('anybody:do')}`, 'ada operator token'],
    ['Bearer did', 'The token has ended.'],
    ['Bearer SEE', 'The token is not known.'],
    [`Bearer ${sha256('see')}`, 'The token is not known.'],
    ['Bearer', 'The Authorization header must read "Bearer <token>".'],
    ['Digest x', 'The Authorization header must read "Bearer <token>".'],
    [`Basic ${btoa('do')}`, 'The Authorization header must read "Bearer <token>".'],
  ])('%s', (authorization, expected) => {
    expect(who(tokens, { authorization })).toBe(expected);
  });

  test('without one nobody comes in, not even from this machine', () => {
    expect(who(tokens, { remoteAddress: '127.0.0.1' })).toContain(
      'Send "Authorization: Bearer <token>".',
    );
  });

  test('anonymous viewers beside known operators; a wrong token is refused all the same', () => {
    const open = { ...tokens, allowAnonymous: 'viewer' } as const;
    expect(who(open, {})).toBe('anonymous viewer anonymous');
    expect(who(open, { authorization: 'Bearer do' })).toBe('ada operator token');
    expect(who(open, { authorization: 'Bearer no' })).toBe('The token is not known.');
  });
});

describe('a tokens file that changes', () => {
  const changing = (text: string) => {
    const file = { text, complaints: [] as string[] };
    const access = readAccess(
      {
        host: '127.0.0.1',
        allowAnonymous: 'off',
        tokensFile: 'tokens.yaml',
        onTokensKept: (reason) => file.complaints.push(reason),
      },
      () => file.text,
    );
    if (!access.ok) throw new Error(access.error);
    const isKnown = (token: string, afterMs: number) =>
      identify(access.value, { authorization: `Bearer ${token}` }, NOW_MS + afterMs).ok;
    return { file, isKnown };
  };

  test('is read again: a token that was taken out is refused, a new one taken', () => {
    const { file, isKnown } = changing(TOKENS);
    expect([isKnown('see', 0), isKnown('new', 0)]).toEqual([true, false]);
    file.text = `- { name: eve, role: viewer, sha256: ${sha256('new')} }`;
    expect([isKnown('see', 60_000), isKnown('new', 60_000)]).toEqual([false, true]);
  });

  test('stays as it was, with a complaint, when it cannot be read', () => {
    const { file, isKnown } = changing(TOKENS);
    isKnown('see', 0);
    file.text = 'a: [';
    expect(isKnown('see', 60_000)).toBe(true);
    expect(file.complaints.join()).toContain('HOPSCOPE_TOKENS_FILE: tokens.yaml');
  });
});

describe('a trusted proxy', () => {
  const proxy = { trustedProxy: addresses('10.0.0.0/8', '::1') };

  test.each([
    [{ remoteAddress: '10.1.2.3', forwardedUser: 'ada' }, 'ada viewer proxy'],
    [
      { remoteAddress: '::ffff:10.1.2.3', forwardedUser: 'ada', forwardedRole: 'operator' },
      'ada operator proxy',
    ],
    [{ remoteAddress: '::1', forwardedUser: 'ada', forwardedRole: 'viewer' }, 'ada viewer proxy'],
  ])('%j is believed', (given, expected) => {
    expect(who(proxy, given)).toBe(expected);
  });

  test.each([
    { remoteAddress: '11.1.2.3', forwardedUser: 'ada', forwardedRole: 'operator' },
    { remoteAddress: '127.0.0.1', forwardedUser: 'ada' },
    { remoteAddress: '10.1.2.3' },
    { forwardedUser: 'ada' },
  ])('%j is not', (given) => {
    expect(who(proxy, given)).toBe('This server answers its own reverse proxy only.');
  });

  test('a role nobody knows is refused rather than lowered', () => {
    const given = { remoteAddress: '10.1.2.3', forwardedUser: 'ada', forwardedRole: 'admin' };
    expect(who(proxy, given)).toContain('viewer or operator');
  });
});

describe('a public address', () => {
  test.each(['0.0.0.0', '::', '192.168.1.10', 'hop.internal'])(
    '%s needs authentication',
    (host) => {
      const access = readAccess({ host, allowAnonymous: 'off' }, () => TOKENS);
      expect(access.ok ? '' : access.error).toContain(`Refusing to listen on ${host}`);
      expect(readAccess({ host, allowAnonymous: 'off', tokensFile: 't' }, () => TOKENS).ok).toBe(
        true,
      );
    },
  );

  test.each([
    ['on', 'anonymous operator anonymous'],
    ['viewer', 'anonymous viewer anonymous'],
  ] as const)('unless told otherwise: %s', (allowAnonymous, expected) => {
    expect(who({ host: '0.0.0.0', allowAnonymous }, {})).toBe(expected);
  });

  test.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])('%s is none', (host) => {
    expect(readAccess({ host, allowAnonymous: 'off' }, () => TOKENS).ok).toBe(true);
  });
});

describe('a tokens file that cannot be used', () => {
  test.each([
    ['', 'tokens.yaml'],
    ['[]', 'tokens.yaml'],
    ['- { name: a, role: admin, sha256: x }', '0.role'],
    [`- { name: a, role: viewer, token: see }`, '0.sha256'],
    [`- { name: a, role: viewer, sha256: ${sha256('x')}, end: soon }`, '0.end'],
    ['a: [', 'tokens.yaml'],
    ['- &a [*a]', 'tokens.yaml'],
  ])('%s', (text, place) => {
    const access = readAccess(
      { host: '127.0.0.1', allowAnonymous: 'off', tokensFile: 'tokens.yaml' },
      () => text,
    );
    expect(access.ok ? '' : access.error).toContain(place);
  });

  test('is named when it is not there', () => {
    const access = readAccess(
      { host: '127.0.0.1', allowAnonymous: 'off', tokensFile: '/no/file' },
      () => {
        throw new Error('ENOENT');
      },
    );
    expect(access).toEqual({ ok: false, error: 'HOPSCOPE_TOKENS_FILE: cannot read /no/file' });
  });
});
