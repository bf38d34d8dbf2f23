import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeOnEveryEngine } from '../../../../engines/testing/describeOnEngine.ts';
import { regexMatcher } from '../../../../shared/query/regexMatcher.ts';
import { parseRegex } from '../../../../shared/query/regexSubset.ts';
import { caselessRegex } from './caseless.ts';
import { regexp } from './dsl.ts';
import { regexToLucene } from './luceneRegex.ts';

const SEED = Number(process.env.QUERY_SEED ?? Date.now() % 2 ** 31);
const ALPHABET = [
  ...'aBc1 .*?+|()[]{}^$\\"@#&~<>-_/:,=!%',
  '\n',
  '\t',
  '\u00a0',
  'é',
  '温',
  '🌡',
  '🌢',
  '\u0000',
];

const char = fc.constantFrom(...ALPHABET);
const text = fc.string({ unit: char, maxLength: 6 });

const literal = char.map((its) => (/[!-/:-@[-`{-~]/.test(its) ? `\\${its}` : its));
const inClass = fc.oneof(
  literal,
  fc.constantFrom('a-z', '0-9', ' -~', '\\d', '\\w', '\\s', '温-🌢'),
);
const atom = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    literal,
    fc.constantFrom('.', '\\d', '\\w', '\\s'),
    fc
      .tuple(fc.boolean(), fc.array(inClass, { minLength: 1, maxLength: 3 }))
      .map(([isNegated, members]) => `[${isNegated ? '^' : ''}${members.join('')}]`),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((nodes) => nodes.join('')),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((nodes) => `(${nodes.join('|')})`),
    fc
      .tuple(tie('node'), fc.constantFrom('*', '+', '?', '{2}', '{1,}', '{0,2}'))
      .map(([node, times]) => `(${node})${times}`),
  ),
})).node;

const source = fc
  .array(
    fc
      .tuple(fc.constantFrom('', '^'), atom, fc.constantFrom('', '$'))
      .map((parts) => parts.join('')),
    { minLength: 1, maxLength: 2 },
  )
  .map((alternatives) => alternatives.join('|'))
  .filter((its) => parseRegex(its).ok);

describeOnEveryEngine((engine) => {
  test(`300 random expressions match on the engine as they do here (QUERY_SEED=${SEED})`, async () => {
    const texts = [...new Set(fc.sample(text, { seed: SEED, numRuns: 400 }))];
    const index = await putTexts(texts);
    const sources = fc.sample(source, { seed: SEED, numRuns: 300 });
    const found = await find(
      index,
      sources.map((its) => regexToLucene(its)),
    );
    for (const [at, its] of sources.entries()) {
      const matches = regexMatcher(its);
      expect(found[at], its).toEqual(texts.filter(matches).sort());
    }
  });

  test(`texts are found in texts whatever their case (QUERY_SEED=${SEED})`, async () => {
    const letter = fc.constantFrom(...'aAkK\u212AiIİı\u0307sSſßẞåÅ\u212BéÉǆǅǄΩ\u03a9\u2126σΣςя🌡𐐀𐐨');
    const word = fc.string({ unit: letter, minLength: 1, maxLength: 5 });
    const texts = [...new Set(fc.sample(word, { seed: SEED, numRuns: 400 }))];
    const index = await putTexts(texts);
    const part = fc.string({ unit: letter, minLength: 1, maxLength: 2 });
    const wanted = fc.sample(part, { seed: SEED, numRuns: 300 }).map((its) => its.toLowerCase());
    const found = await find(
      index,
      wanted.map((its) => caselessRegex(its).source),
    );
    for (const [at, its] of wanted.entries()) {
      const containing = texts.filter((one) => one.toLowerCase().includes(its)).sort();
      if (caselessRegex(its).isExact) expect(found[at], its).toEqual(containing);
      else expect(found[at], its).toEqual(expect.arrayContaining(containing));
    }
  });

  let indexCount = 0;

  async function putTexts(texts: readonly string[]): Promise<string> {
    const index = `${engine.prefix}-texts-${indexCount++}`;
    const mappings = { properties: { text: { type: 'keyword' } } };
    await engine.ask('PUT', `/${index}`, { mappings });
    const lines = texts.flatMap((its) => ['{"index":{}}', JSON.stringify({ text: its })]);
    await post(`/${index}/_bulk?refresh=true`, lines);
    return index;
  }

  async function find(index: string, expressions: readonly string[]): Promise<readonly string[][]> {
    const lines = expressions.flatMap((its) => [
      JSON.stringify({ index }),
      JSON.stringify({ size: 1_000, query: regexp('text', its), docvalue_fields: ['text'] }),
    ]);
    const { responses } = Object(await post('/_msearch', lines));
    return Array.from(responses, (response) => {
      const { hits, error } = Object(response);
      if (error !== undefined) return [JSON.stringify(error)];
      return hits.hits.map((hit: object) => Object(hit).fields.text[0]).sort();
    });
  }

  async function post(path: string, lines: readonly string[]): Promise<unknown> {
    const answer = await fetch(`${engine.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.map((line) => `${line}\n`).join(''),
    });
    return answer.json();
  }
});
