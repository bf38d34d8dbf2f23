import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyCompletion, type Suggestion } from './applyCompletion.ts';
import { builtInKeys, type Completion, completionAt } from './complete.ts';
import { parseQuery } from './parser.ts';
import type { Where } from './print.ts';

/** The completion where `|` stands, as a line; what it replaces in brackets. */
function completed(marked: string, where: Where = 'trace'): string {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const completion = completionAt(text, cursor, where);
  return completion === undefined ? 'nothing' : describeCompletion(text, completion);
}

function describeCompletion(text: string, completion: Completion): string {
  const replaced = `[${text.slice(completion.start, completion.end)}]`;
  switch (completion.kind) {
    case 'key': {
      const { prefix, keywords, where, hasOperator } = completion;
      const suffix = `${where === 'span' ? ' of a span' : ''}${hasOperator ? ' before its operator' : ''}`;
      return `key "${prefix}" ${replaced} ${keywords.join(' ')}${suffix}`.trim();
    }
    case 'value': {
      const { field, place, prefix, listed, isInList } = completion;
      const besides = isInList ? ` besides (${listed.join(', ')})` : '';
      return `value of ${place === undefined ? '' : `${place} `}${field} "${prefix}" ${replaced}${besides}`;
    }
    case 'choice':
      return `${completion.field} "${completion.prefix}" ${replaced}: ${completion.choices.join(' ')}`;
    case 'operator':
      return `operator of ${completion.field} ${replaced}: ${completion.operators.join(' ')}`;
    case 'keyword':
      return `keyword "${completion.prefix}" ${replaced} ${completion.keywords.join(' ')}`;
  }
}

describe('at the cursor', () => {
  test.each([
    ['|', 'key "" [] NOT'],
    ['  | ', 'key "" [] NOT'],
    ['db.st|', 'key "db.st" [db.st]'],
    ['db.|st', 'key "db." [db.st]'],
    ['|db.st', 'key "" [] NOT'],
    ['db.st|=x', 'key "db.st" [db.st]  before its operator'],
    ['"db st|', 'key "db st" ["db st]'],
    ['"db st"|', 'key "db st" ["db st"]'],
    ['a=1 |', 'key "" [] OR NOT'],
    ['a=1 | b=2', 'key "" [] OR NOT'],
    ['word |', 'key "" [] OR NOT'],
    ['(a) |', 'key "" [] OR NOT'],
    ['{ a=1 } |', 'key "" [] OR NOT'],
    ['k=(a OR b) |', 'key "" [] OR NOT'],
    ['k=(a OR b)|', 'key "" [] OR NOT'],
    ['a OR |', 'key "" [] NOT'],
    ['a O|', 'key "O" [O] OR'],
    ['a OR|', 'key "OR" [OR] OR'],
    ['a N|OT b', 'key "N" [NOT] NOT'],
    ['A|', 'key "A" [A] AND'],
    ['-|', 'key "" [] NOT'],
    ['-db|', 'key "db" [db]'],
    ['(|', 'key "" [] NOT'],
    ['{ db|', 'key "db" [db]  of a span'],
    ['{ |', 'key "" [] NOT of a span'],
    ['{ a=1 } db|', 'key "db" [db]'],
    ['db.status=|', 'value of db.status "" []'],
    ['db.status=er|', 'value of db.status "er" [er]'],
    ['db.status=e|rror', 'value of db.status "e" [error]'],
    ['db.status=|error', 'value of db.status "" [error]'],
    ['db.status!=er|', 'value of db.status "er" [er]'],
    ['k="two wo|', 'value of k "two wo" ["two wo]'],
    ['k="two| words"', 'value of k "two" ["two words"]'],
    ['k=a*b|', 'value of k "a*b" [a*b]'],
    ['k = |', 'value of k "" []'],
    ['k = v|', 'value of k "v" [v]'],
    ['k= |', 'key "" [] OR NOT'],
    ['k= v|', 'key "v" [v]'],
    ['resource.host.name=e|', 'value of resource host.name "e" [e]'],
    ['link."odd key"=e|', 'value of link odd key "e" [e]'],
    ['"status"=e|', 'value of status "e" [e]'],
    ['span.status=e|', 'value of span status "e" [e]'],
    ['service.name=e|', 'value of service "e" [e]'],
    ['service:e|', 'value of service "e" [e]'],
    ['status=e|', 'status "e" [e]: unset ok error'],
    ['span.kind=|', 'kind "" []: unspecified internal server client producer consumer'],
    ['last:|', 'key "last:" [last:]'],
    ['last:b|', 'last "b" [b]: device broker subscriber rule function db other'],
    [
      'is:or|',
      'is "or" [or]: cold-start queue-gap orphan double-counting type-conflict retry clock-skew qos0-instant broker-drop rule-miss',
    ],
    [
      'is:|',
      'is "" []: cold-start queue-gap orphan double-counting type-conflict retry clock-skew qos0-instant broker-drop rule-miss',
    ],
    ['stage:d|', 'stage "d" [d]: device broker subscriber rule function db other'],
    ['stage=d|', 'value of stage "d" [d]'],
    ['gap:|', 'gap "" []: device broker subscriber rule function db other'],
    ['gap:b|', 'gap "b" [b]: device broker subscriber rule function db other'],
    ['gap:broker..|', 'gap "" []: subscriber rule function db other'],
    ['gap:broker..r|', 'gap "r" [r]: subscriber rule function db other'],
    ['gap:what..r|', 'gap "r" [r]: device broker subscriber rule function db other'],
    ['gap:rule>|', 'nothing'],
    ['gap:rule>1|s', 'nothing'],
    ['duration>|', 'nothing'],
    ['duration>5|', 'nothing'],
    ['k=~a|b', 'nothing'],
    ['k=~|', 'nothing'],
    ['k!|=v', 'operator of k [!=]: = != =~ > >= < <='],
    ['k>|=5', 'operator of k [>=]: = != =~ > >= < <='],
    ['k=(|', 'value of k "" [] besides ()'],
    ['k=(a|', 'value of k "a" [a] besides ()'],
    ['k=(a |', 'keyword "" [] OR'],
    ['k=(a O|', 'keyword "O" [O] OR'],
    ['k=(a OR|', 'keyword "OR" [OR] OR'],
    ['k=(a OR |', 'value of k "" [] besides (a)'],
    ['k=(a OR |b)', 'value of k "" [b] besides (a)'],
    ['k=(a OR b|)', 'value of k "b" [b] besides (a)'],
    ['k=(a OR | OR c)', 'value of k "" [] besides (a)'],
    ['status=(ok OR |', 'status "" []: unset error'],
    [
      'is:(orphan OR r|',
      'is "r" [r]: cold-start queue-gap double-counting type-conflict retry clock-skew qos0-instant broker-drop rule-miss',
    ],
    ['a=1 k=(a OR b) c=x|', 'value of c "x" [x]'],
  ])('%s', (marked, expected) => {
    expect(completed(marked)).toBe(expected);
  });

  test('the search inside a trace is always about a span', () => {
    expect(completed('db|', 'span')).toBe('key "db" [db]  of a span');
    expect(builtInKeys('span')).toEqual(['service', 'operation', 'kind', 'status', 'duration']);
    expect(builtInKeys('trace')).toContain('trace.duration');
    expect(builtInKeys('trace')).toContain('gap');
  });

  test('nothing is offered in a text over the limit', () => {
    expect(completionAt('x'.repeat(5_000), 3)).toBeUndefined();
  });

  test('something sensible happens anywhere in any text', () => {
    const line = fc.string({
      unit: fc.constantFrom(...'ab=:(){}"*-<>!~ .', ' OR ', 'is:', 'gap:b..', 'k=('),
      maxLength: 16,
    });
    fc.assert(
      fc.property(line, fc.nat(), (text, at) => {
        const cursor = at % (text.length + 1);
        const completion = completionAt(text, cursor);
        if (completion === undefined) return;
        expect(completion.start).toBeLessThanOrEqual(cursor);
        expect(completion.end).toBeGreaterThanOrEqual(cursor);
        expect(completion.end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('a chosen suggestion', () => {
  /** The text after the choice, with the cursor in it. */
  function chosen(marked: string, suggestion: Suggestion): string {
    const cursor = marked.indexOf('|');
    const text = marked.replace('|', '');
    const completion = completionAt(text, cursor);
    if (completion === undefined) return 'nothing';
    const after = applyCompletion(text, completion, suggestion);
    return `${after.text.slice(0, after.cursor)}|${after.text.slice(after.cursor)}`;
  }
  const field = (name: string): Suggestion => ({ kind: 'field', name });
  const attribute = (key: string): Suggestion => ({ kind: 'attribute', key });
  const value = (text: string): Suggestion => ({ kind: 'value', text });

  test.each([
    ['ser|', field('service'), 'service=|'],
    ['dur|', field('duration'), 'duration>|'],
    ['sp|', field('spans'), 'spans>|'],
    ['fin|', field('finding'), 'finding=|'],
    ['i|', field('is'), 'is:|'],
    ['ser|=x', field('service'), 'service|=x'],
    ['db|', attribute('db.error'), 'db.error=|'],
    ['db|', attribute('odd key'), '"odd key"=|'],
    ['db|', attribute('service'), '"service"=|'],
    ['db|', attribute('db.status'), '"db.status"=|'],
    ['{ db|', attribute('db.status'), '{ db.status=|'],
    ['db| b=2', attribute('db.error'), 'db.error=| b=2'],
    ['x|', { kind: 'attribute', key: 'host', place: 'resource' }, 'resource.host=|'],
    ['db|=x', attribute('odd key'), '"odd key"|=x'],
    ['a=1 O|', { kind: 'keyword', word: 'OR' }, 'a=1 OR |'],
    ['k=e|', value('error'), 'k=error |'],
    ['k=e| b=2', value('error'), 'k=error| b=2'],
    ['k=e|rr b=2', value('two words'), 'k="two words"| b=2'],
    ['(k=e|)', value('error'), '(k=error|)'],
    ['{ k=e|}', value('error'), '{ k=error|}'],
    ['k=(a OR e|', value('error'), 'k=(a OR error|'],
    ['k=(a |', { kind: 'keyword', word: 'OR' }, 'k=(a OR |'],
    ['k!|=v', { kind: 'operator', operator: '=' }, 'k=|v'],
    ['is:o|', value('orphan'), 'is:orphan |'],
    ['gap:b|', value('broker'), 'gap:broker|'],
    ['gap:broker..r|', value('rule'), 'gap:broker..rule|'],
    ['stage:r|', value('rule'), 'stage:rule|'],
  ] satisfies [string, Suggestion, string][])('%s with %j', (marked, suggestion, expected) => {
    expect(chosen(marked, suggestion)).toBe(expected);
  });

  test('of any key and value parses to exactly that key and value', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 });
    const hostile = fc.constantFrom(
      'OR',
      'a b',
      '"',
      '\\',
      '*',
      'error',
      'is',
      '~',
      '=',
      'event.x',
      '{',
      'x)',
    );
    const any = fc.oneof(text, hostile);
    fc.assert(
      fc.property(any, any, (key, wanted) => {
        fc.pre(key !== 'error' || !/^(true|false)$/i.test(wanted));
        const withKey = applyCompletion('', completionAt('', 0) ?? expect.fail(), {
          kind: 'attribute',
          key,
        });
        const completion = completionAt(withKey.text, withKey.cursor) ?? expect.fail();
        const line = applyCompletion(withKey.text, completion, {
          kind: 'value',
          text: wanted,
        }).text;
        expect(parseQuery(line)).toEqual({
          ok: true,
          value: { kind: 'attribute', key, test: { op: '=', value: { parts: [wanted] } } },
        });
      }),
    );
  });
});
