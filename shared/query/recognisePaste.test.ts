import { describe, expect, test } from 'vitest';
import { recognisePaste } from './recognisePaste.ts';

const ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const OWN = { origin: 'http://hop.local:4100', basePath: '/traces/' };

/** The target as an address: path, what it carries, or what it is not. */
function target(text: string): string {
  const found = recognisePaste(text, OWN);
  if (found === undefined) return 'a query';
  if (found.kind === 'own') return `own ${found.path}`;
  if (found.kind === 'search') {
    const window =
      found.last ?? (found.fromMs === undefined ? '' : `${found.fromMs}..${found.toMs}`);
    return `search ${found.q} @ ${window}`.trim();
  }
  const { traceId, spanId, atMs, find } = found;
  return [
    'trace',
    traceId,
    spanId && `span ${spanId}`,
    atMs && `at ${atMs}`,
    find && `find ${find}`,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
}

describe('a pasted text', () => {
  test.each([
    [ID, `trace ${ID}`],
    [`  ${ID.toUpperCase()}\n`, `trace ${ID}`],
    [SPAN, `trace ${'0'.repeat(16)}${SPAN}`],
    ['0'.repeat(32), 'a query'],
    ['0'.repeat(16), 'a query'],
    [`${ID}0`, 'a query'],
    ['deadbeef', 'a query'],
    ['device=sensor-7', 'a query'],
    ['', 'a query'],
    ['x'.repeat(30_000), 'a query'],
  ])('%s may be a trace id', (text, expected) => {
    expect(target(text)).toBe(expected);
  });

  test.each([
    [`00-${ID}-${SPAN}-01`, `trace ${ID} span ${SPAN}`],
    [`traceparent: 00-${ID}-${SPAN}-00`, `trace ${ID} span ${SPAN}`],
    [`traceparent="00-${ID.toUpperCase()}-${SPAN}-01"`, `trace ${ID} span ${SPAN}`],
    [`cc-${ID}-${SPAN}-01-what-the-future-brings`, `trace ${ID} span ${SPAN}`],
    [`00-${ID}-${'0'.repeat(16)}-01`, `trace ${ID}`],
    [`00-${'0'.repeat(32)}-${SPAN}-01`, 'a query'],
    [`ff-${ID}-${SPAN}-01`, 'a query'],
    [`00-${ID}-${SPAN}`, 'a query'],
  ])('%s may be a traceparent', (text, expected) => {
    expect(target(text)).toBe(expected);
  });

  test.each([
    [`http://jaeger:16686/trace/${ID}`, `trace ${ID}`],
    [`https://ops.example/jaeger/ui/trace/${ID.toUpperCase()}/`, `trace ${ID}`],
    ['http://jaeger/trace/1f', `trace ${'1f'.padStart(32, '0')}`],
    [`http://jaeger/api/traces/${ID}?raw=true`, `trace ${ID}`],
    [`http://jaeger/trace/${ID}?uiFind=timeout`, `trace ${ID} find timeout`],
    [
      `http://jaeger/trace/${ID}?uiFind=write%20failed+%22x`,
      `trace ${ID} find write OR failed OR "\\"x"`,
    ],
    [`http://jaeger/trace/${ID}?uiFind=+`, `trace ${ID}`],
    [`http://jaeger/trace/${ID}...${ID}?cohort=x`, 'a query'],
    [`http://jaeger/trace/${'0'.repeat(32)}`, 'a query'],
    ['http://jaeger/trace/nothex', 'a query'],
    [
      `https://other.example/trace/${ID}?at=1795262400000&span=${SPAN}&q=error%3Dtrue`,
      `trace ${ID} span ${SPAN} at 1795262400000 find error=true`,
    ],
    [`ftp://jaeger/trace/${ID}`, 'a query'],
    [`see http://jaeger/trace/${ID}`, 'a query'],
    ['http://[broken', 'a query'],
    ['http://example.com/', 'a query'],
  ])('%s may link to a trace', (text, expected) => {
    expect(target(text)).toBe(expected);
  });

  test.each([
    [`http://hop.local:4100/traces/trace/${ID}?at=5`, `own /trace/${ID}?at=5`],
    ['http://hop.local:4100/traces/?q=a%3D1', 'own /?q=a%3D1'],
    ['http://hop.local:4100/traces/', 'own /'],
    ['http://hop.local:4100/elsewhere/', 'a query'],
    [`http://hop.local:4100/jaeger/trace/${ID}`, `trace ${ID}`],
    ['http://hop.local:4100/traces/api/openapi.json', 'a query'],
  ])('%s may be a link of ours', (text, expected) => {
    expect(target(text)).toBe(expected);
  });

  const search = (query: string) => target(`http://jaeger:16686/search?${query}`);

  test.each([
    ['service=writer', 'search service=writer @'],
    ['service=writer&operation=all&limit=20', 'search service=writer @'],
    ['service=writer&operation=tsdb%20write', 'search { service=writer operation="tsdb write" } @'],
    [
      'service=w&tags=%7B%22http.status_code%22%3A%22500%22%2C%22error%22%3A%22true%22%7D',
      'search { service=w http.status_code=500 status=error } @',
    ],
    ['service=w&tags=%7B%22n%22%3A5%7D', 'search { service=w n=5 } @'],
    ['service=w&tag=a%3Ab%3Ac&tag=flag&tag=%3Ax', 'search { service=w a=b:c } @'],
    ['service=w&tags=broken&tags=5&tags=null', 'search service=w @'],
    ['service=w&tag=odd%20key%3Av&tag=device%3Ax', 'search { service=w "odd key"=v "device"=x } @'],
    ['service=w&tag=kind%3Aodd', 'search { service=w "kind"=odd } @'],
    ['service=w&tag=id%3Asensor-.*&tag=x%3A.*a.*.*b', 'search { service=w id=sensor-* x=*a*b } @'],
    ['service=w&tag=a%3A1*2', 'search { service=w a="1*2" } @'],
    ['minDuration=1.2s&maxDuration=1m30s', 'search { duration>=1.2s duration<=1m30s } @'],
    ['service=w&minDuration=soon', 'search service=w @'],
    ['service=w&lookback=2h', 'search service=w @ now-2h'],
    ['service=w&lookback=1w', 'search service=w @ now-7d'],
    ['service=w&lookback=custom', 'search service=w @'],
    [
      'service=w&lookback=1h&start=1795258800000999&end=1795262400000001',
      'search service=w @ 1795258800000..1795262400001',
    ],
    ['service=w&start=5&end=5&lookback=1h', 'search service=w @ now-1h'],
    ['service=w&start=1&end=9999999999999999&lookback=1h', 'search service=w @ now-1h'],
    ['start=1000&end=2000', 'search  @ 1..2'],
    [`traceID=${ID}`, `trace ${ID}`],
    [`traceID=${ID}&traceID=1f&service=w`, 'search service=w @'],
    ['', 'a query'],
    ['limit=20', 'a query'],
  ])('a Jaeger search for %s is the same search here', (query, expected) => {
    expect(search(query)).toBe(expected);
  });

  test('is understood without knowing where the page is served', () => {
    expect(recognisePaste(`http://x/trace/${ID}`)).toEqual({ kind: 'trace', traceId: ID });
  });
});
