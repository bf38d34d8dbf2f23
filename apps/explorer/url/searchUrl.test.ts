import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SEARCH_SORTS } from '../../../shared/api/answers.ts';
import { formatSearchUrl, parseSearchUrl, type SearchUrl } from './searchUrl.ts';

const DEFAULTS: SearchUrl = { q: '', sort: '-start', facets: [] };

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
const names = fc.uniqueArray(fc.oneof(name, fc.constantFrom('a,b', '\\', 'a\\,b', '__proto__')), {
  minLength: 1,
  maxLength: 5,
});
const range = fc
  .uniqueArray(fc.integer({ min: 0, max: 7_289_654_399_999 }), { minLength: 2, maxLength: 2 })
  .map((times) => ({ fromMs: Math.min(...times), toMs: Math.max(...times) }));

const optional = <K extends string, T>(key: K, value: fc.Arbitrary<T>) =>
  fc.option(
    value.map((it) => ({ [key]: it }) as { readonly [P in K]: T }),
    { nil: {} },
  );

const searchUrl: fc.Arbitrary<SearchUrl> = fc
  .tuple(
    fc.record({
      q: fc.string({ unit: 'grapheme' }),
      sort: fc.constantFrom(...SEARCH_SORTS),
      facets: fc.oneof(fc.constant([]), names),
    }),
    fc.option(range, { nil: {} }),
    optional('last', fc.constantFrom('now-1h', 'now-15m', 'now-30d')),
    optional('columns', names),
    optional('selected', fc.constant('0af7651916cd43dd8448eb211c80319c')),
  )
  .map((parts) => Object.assign({}, ...parts));

describe('the address of a search', () => {
  test('says all there is to say', () => {
    fc.assert(
      fc.property(searchUrl, (url) => {
        expect(parseSearchUrl(formatSearchUrl(url))).toEqual(url);
        expect(parseSearchUrl(`?${formatSearchUrl(url)}`)).toEqual(url);
      }),
    );
  });

  test('leaves out what is as usual', () => {
    expect(formatSearchUrl(DEFAULTS)).toBe('');
    expect(parseSearchUrl('')).toEqual(DEFAULTS);
  });

  test('can be read by people', () => {
    const url: SearchUrl = {
      q: 'device.id=sensor-7 topic=devices/*/telemetry',
      fromMs: 1_795_258_800_000,
      toMs: 1_795_262_400_000,
      last: 'now-1h',
      sort: '-duration',
      columns: ['start', 'odd,name'],
      facets: ['site'],
    };
    expect(formatSearchUrl(url)).toBe(
      'q=device.id=sensor-7+topic=devices/*/telemetry&from=1795258800000&to=1795262400000&last=now-1h&sort=-duration&columns=start,odd%5C,name&facet=site',
    );
  });

  test.each([
    ['sort=sideways', {}],
    ['from=1&to=x', {}],
    ['from=5&to=5', {}],
    ['from=9&to=5', {}],
    ['from=-5&to=5', {}],
    ['from=1&to=99999999999999', {}],
    ['from=1e3&to=5000', {}],
    ['last=then', {}],
    ['last=now', {}],
    ['last=now%2B1h', {}],
    ['columns=', {}],
    ['columns=,,', {}],
    ['selected=xyz', {}],
    ['facet=&facet=a&facet=a', { facets: ['a'] }],
    ['columns=a,,a,b', { columns: ['a', 'b'] }],
    ['columns=a%5C', { columns: ['a'] }],
    ['from=now-6h', { last: 'now-6h' }],
    ['from=now-6h&to=now', { last: 'now-6h' }],
    ['from=now-6h&last=now-1h', { last: 'now-1h' }],
    [
      'from=2026-11-21T12:00:00Z&to=2026-11-21T13:00:00.5Z',
      { fromMs: 1_795_262_400_000, toMs: 1_795_266_000_500 },
    ],
    ['selected=0AF7651916CD43DD8448EB211C80319C', { selected: '0af7651916cd43dd8448eb211c80319c' }],
    ['q=%E0%A4%A', { q: '\ufffd%A' }],
    ['unknown=1&q=a', { q: 'a' }],
  ])('%s falls back field by field', (search, expected) => {
    expect(parseSearchUrl(search)).toEqual({ ...DEFAULTS, ...expected });
  });

  test('does not grow without bound', () => {
    const many = Array.from({ length: 200 }, (_, index) => `f${index}`);
    const url = parseSearchUrl(
      `columns=${many.join(',')}&${many.map((it) => `facet=${it}`).join('&')}`,
    );
    expect([url.columns?.length, url.facets.length]).toEqual([50, 50]);
  });
});
