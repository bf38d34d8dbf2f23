import fc from 'fast-check';
import type {
  AttributePlace,
  Comparison,
  Pattern,
  SpanQuery,
  SpanTerm,
  ValueTest,
} from '../../../../../shared/query/ast.ts';
import { KEYS, TEXTS } from './randomSpans.ts';

const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TEXTS) },
  fc.constantFrom(
    '4.5',
    '0.1',
    '-1',
    '1e-7',
    '10000000000',
    '1e+10',
    '-9223372036854775808',
    '\ud800',
  ),
);

const piece = fc.constantFrom('', 'a', 'b', '4', 'e', '*', '?', '.', 'i', '\\', 'corp', '温', 'x');

const pattern: fc.Arbitrary<Pattern> = fc.oneof(
  { weight: 4, arbitrary: text.map((part) => ({ parts: [part] })) },
  {
    weight: 1,
    arbitrary: fc.array(piece, { minLength: 2, maxLength: 3 }).map((parts) => ({ parts })),
  },
  { weight: 1, arbitrary: fc.constant({ parts: ['', ''] }) },
);

const comparison: fc.Arbitrary<Comparison> = fc
  .tuple(
    fc.constantFrom('<', '<=', '>', '>='),
    fc.constantFrom(-1, 0, 0.1, 4.5, 42, 50_000, 2 ** 53, 1e21, 1e-7, 1e10),
  )
  .map(([op, value]): Comparison => ({ op, value, text: String(value) }));

const REGEXES = [
  '^a.b$',
  'a\\?b',
  '@',
  '#b&',
  '<1-3>',
  '"b"',
  'o',
  '^$',
  '\\d\\d',
  '[^a-z]',
  '^(4|a)',
  '\\s',
  'x*',
  '^[^@]*$|^alice',
  '温|🌡',
  'a{2}|(ab?){1,2}c',
];

const test: fc.Arbitrary<ValueTest> = fc.oneof(
  { weight: 4, arbitrary: pattern.map((each): ValueTest => ({ op: '=', value: each })) },
  fc
    .array(pattern, { minLength: 2, maxLength: 3 })
    .map((values): ValueTest => ({ op: 'in', values })),
  fc.constantFrom(...REGEXES).map((source): ValueTest => ({ op: '=~', source })),
  { weight: 2, arbitrary: comparison },
);

const PLACES: readonly AttributePlace[] = ['span', 'resource', 'event', 'scope', 'link'];

const attribute = fc
  .tuple(
    fc.constantFrom(...KEYS),
    fc.option(fc.constantFrom(...PLACES), { nil: undefined, freq: 1 }),
    test,
  )
  .map(
    ([key, place, its]): SpanTerm => ({
      kind: 'attribute',
      key,
      ...(place && { place }),
      test: its,
    }),
  );

const named = (names: readonly string[]): fc.Arbitrary<ValueTest> =>
  fc.constantFrom(...names).map((one): ValueTest => ({ op: '=', value: { parts: [one] } }));

const field = fc.oneof(
  fc
    .tuple(fc.constantFrom('service', 'operation'), test)
    .map(([one, its]): SpanTerm => ({ kind: 'spanField', field: one, test: its })),
  fc
    .oneof(named(['server', 'client', 'unspecified', 'internal']), test)
    .map((its): SpanTerm => ({ kind: 'spanField', field: 'kind', test: its })),
  fc
    .oneof(named(['error', 'ok', 'unset']), test)
    .map((its): SpanTerm => ({ kind: 'spanField', field: 'status', test: its })),
  fc
    .oneof(named(['42', '50000', '042', '4.5']), test, comparison)
    .map((its): SpanTerm => ({ kind: 'spanField', field: 'duration', test: its })),
);

const free = fc
  .oneof(
    text,
    fc.constantFrom('K', 'i', 'İ', 'i\u0307', '\u0307', 'ß', 'ς', 'conflict', 'CONFLICT'),
    fc.constantFrom('a?b', '@corp', 'err', '0', '00', '000ca', '0042', 'cafe', 'known', 'missing'),
  )
  .map((its): SpanTerm => ({ kind: 'text', text: its }));

const term = fc.oneof(
  { weight: 5, arbitrary: attribute },
  { weight: 2, arbitrary: field },
  { weight: 1, arbitrary: free },
);

const query: fc.Arbitrary<SpanQuery> = fc.letrec<{ node: SpanQuery }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: term },
    { weight: 1, arbitrary: tie('node').map((node): SpanQuery => ({ kind: 'not', node })) },
    {
      weight: 1,
      arbitrary: fc
        .array(tie('node'), { minLength: 2, maxLength: 3 })
        .map((nodes): SpanQuery => ({ kind: 'and', nodes })),
    },
    {
      weight: 1,
      arbitrary: fc
        .array(tie('node'), { minLength: 2, maxLength: 3 })
        .map((nodes): SpanQuery => ({ kind: 'or', nodes })),
    },
  ),
})).node;

export const randomQueries = (count: number, seed: number): readonly SpanQuery[] =>
  fc.sample(query, { seed, numRuns: count });
