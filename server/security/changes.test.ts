import { expect, test } from 'vitest';
import { type ChangeRequest, refuseChange } from './changes.ts';

const OWN: ChangeRequest = {
  host: 'localhost:4100',
  hopscopeHeader: '1',
  contentType: 'application/json',
  hasBody: true,
};

const refusal = (change: Partial<ChangeRequest>) =>
  refuseChange({ ...OWN, ...change }, new Set(['hop.example']))?.type.replace('urn:hopscope:', '');

test('the own page and programs that know the header may change things', () => {
  expect(refusal({})).toBeUndefined();
  expect(refusal({ origin: 'http://localhost:4100', fetchSite: 'same-origin' })).toBeUndefined();
  expect(refusal({ contentType: 'application/x-ndjson; charset=utf-8' })).toBeUndefined();
  expect(refusal({ contentType: 'APPLICATION/GZIP' })).toBeUndefined();
});

test('a configured name counts as own where a proxy rewrites the host', () => {
  expect(refusal({ origin: 'https://hop.example', host: '127.0.0.1:4100' })).toBeUndefined();
});

test.each([
  [{ origin: 'https://evil.example' }, 'foreign-origin'],
  [{ origin: 'http://localhost:8080' }, 'foreign-origin'],
  [{ origin: 'null' }, 'foreign-origin'],
  [{ origin: 'http://localhost:4100.evil.example' }, 'foreign-origin'],
  [{ fetchSite: 'cross-site' }, 'foreign-origin'],
  [{ hopscopeHeader: '0' }, 'missing-header'],
  [{ contentType: 'text/plain' }, 'unsupported-media-type'],
  [{ contentType: 'multipart/form-data; boundary=x' }, 'unsupported-media-type'],
  [{ contentType: 'application/x-www-form-urlencoded' }, 'unsupported-media-type'],
  [{ contentType: 'text/plain; application/json' }, 'unsupported-media-type'],
])('%j is refused: %s', (change, type) => {
  expect(refusal(change)).toBe(type);
});

test('without the header, and without a content type, it is refused', () => {
  const { hopscopeHeader: _, ...bare } = OWN;
  expect(refuseChange(bare, new Set())?.status).toBe(403);
  const { contentType: __, ...untyped } = OWN;
  expect(refuseChange(untyped, new Set())?.status).toBe(415);
  expect(refuseChange({ ...untyped, hasBody: false }, new Set())).toBeUndefined();
});
