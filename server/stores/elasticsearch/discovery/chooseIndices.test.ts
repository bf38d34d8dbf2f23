import { describe, expect, test } from 'vitest';
import { chooseIndices } from './chooseIndices.ts';
import type { EngineNames } from './indexNames.ts';

/** `name`, `name (closed)`, `alias -> name name`, `stream: name`. */
function namesOf(text: string): EngineNames {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.trim());
  return {
    indices: lines
      .filter((line) => !line.includes('->') && !line.startsWith('stream: '))
      .map((line) => ({
        name: line.replace(' (closed)', ''),
        isClosed: line.endsWith('(closed)'),
      })),
    aliases: lines
      .filter((line) => line.includes('->'))
      .map((line) => line.split(' -> '))
      .map(([name = '', members = '']) => ({ name, indices: members.split(' ') })),
    dataStreams: lines
      .filter((line) => line.startsWith('stream: '))
      .map((line) => line.slice('stream: '.length))
      .map((name) => ({ name, indices: [`.ds-${name}-000001`] })),
  };
}

function chosen(names: string, prefix?: string): string {
  const { spans, archive, found, assumed, otherTenants } = chooseIndices(namesOf(names), prefix);
  const others = otherTenants.length === 0 ? [] : [`others: ${otherTenants.join(', ')}`];
  return [spans, archive ?? 'no archive', found, ...others, ...assumed].join('\n');
}

describe('what is read of an engine', () => {
  test.each([
    ['jaeger-span-2026-08-19\njaeger-span-2026-08-20', '2 daily indices, 2026-08-19 to 2026-08-20'],
    ['jaeger-span-2026-08-20-15', '1 hourly index, 2026-08-20'],
    ['jaeger-span-2026.08.20', '1 daily index, 2026-08-20'],
    ['jaeger-span-2026_08_20_07', '1 hourly index, 2026-08-20'],
    ['jaeger-span-20260820', '1 daily index, 2026-08-20'],
    ['jaeger-span-2026082015', '1 hourly index, 2026-08-20'],
    ['jaeger-span-000001', '1 rollover index'],
    ['jaeger-span-restored', '1 otherwise named index'],
    ['jaeger-span-write', '1 misnamed index'],
  ])('%s is %s', (names, found) => {
    expect(chosen(names)).toBe(`jaeger-span-*,-jaeger-span-archive*\nno archive\n${found}`);
  });

  test('nothing at all is a fresh engine', () => {
    expect(chosen('')).toBe('jaeger-span-*,-jaeger-span-archive*\nno archive\nno span index yet');
  });

  test('the read alias where there is one, and what is outside of it is said', () => {
    const names = `
      jaeger-span-000001
      jaeger-span-000002
      jaeger-span-000003
      jaeger-span-read -> jaeger-span-000002 jaeger-span-000003
      jaeger-span-write -> jaeger-span-000003`;
    expect(chosen(names)).toBe(
      'jaeger-span-read\nno archive\n2 rollover indices\n1 index is outside of jaeger-span-read and not read.',
    );
  });

  test.each([
    ['jaeger-span-archive', 'jaeger-span-archive'],
    ['jaeger-span-archive-000001', 'jaeger-span-archive-*'],
    [
      'jaeger-span-archive-000001\njaeger-span-archive-read -> jaeger-span-archive-000001',
      'jaeger-span-archive-read',
    ],
    ['jaeger-archive-jaeger-span-2026-08-20', 'jaeger-archive-jaeger-span-*'],
    [
      'jaeger-archive-jaeger-span-000001\njaeger-archive-jaeger-span-read -> jaeger-archive-jaeger-span-000001',
      'jaeger-archive-jaeger-span-read',
    ],
  ])('an archive such as %s is apart', (names, archive) => {
    const {
      archive: found,
      members,
      otherTenants,
    } = chooseIndices(namesOf(`jaeger-span-2026-08-20\n${names}`), undefined);
    expect({ found, members, otherTenants }).toEqual({
      found: archive,
      members: ['jaeger-span-2026-08-20'],
      otherTenants: [],
    });
  });

  test('a closed index is said', () => {
    expect(chosen('jaeger-span-2026-08-19 (closed)\njaeger-span-2026-08-20')).toBe(
      'jaeger-span-*,-jaeger-span-archive*\nno archive\n1 daily index, 2026-08-20\n1 index is closed and not read.',
    );
  });

  test('a data stream is read beside old indices', () => {
    expect(chosen('jaeger-span-2026-08-20\nstream: jaeger.spans')).toBe(
      'jaeger-span-*,jaeger.spans,-jaeger-span-archive*\nno archive\n1 daily index, a data stream, 2026-08-20',
    );
  });

  test('a data stream may have any name that an index has', () => {
    expect(chosen('stream: jaeger-span')).toBe(
      'jaeger-span-*,jaeger-span,-jaeger-span-archive*\nno archive\na data stream',
    );
    expect(chosen('stream: jaeger-span-north\nstream: jaeger-span-archive')).toBe(
      'jaeger-span-*,jaeger-span-north,-jaeger-span-archive*\njaeger-span-archive\na data stream',
    );
  });

  test('names of something else are nothing', () => {
    expect(chosen('.jaeger-span-2026-08-20\njaeger-service-2026-08-20\njaeger-spanish')).toContain(
      'no span index yet',
    );
  });
});

describe('several prefixes', () => {
  const NAMES = `
    jaeger-span-2026-08-20
    north-jaeger-span-2026-08-20
    north-jaeger-span-2026-08-21
    south-jaeger-span-2026-08-20
    south-jaeger-span-archive`;

  test('the one without a prefix is read, never a mix', () => {
    expect(chosen(NAMES)).toBe(
      [
        'jaeger-span-*,-jaeger-span-archive*',
        'no archive',
        '1 daily index, 2026-08-20',
        'others: north, south',
        'Of several prefixes the indices without a prefix are read, for none is configured.',
      ].join('\n'),
    );
  });

  test('without that one, the one with most indices', () => {
    const [, ...rest] = NAMES.trim().split('\n');
    expect(chosen(rest.join('\n')).split('\n')).toEqual([
      'north-jaeger-span-*,-north-jaeger-span-archive*',
      'no archive',
      '2 daily indices, 2026-08-20 to 2026-08-21',
      'others: south',
      'Of several prefixes those of the prefix north are read, for none is configured.',
    ]);
  });

  test.each(['south', 'south-'])('the configured one, with its dash or without: %s', (prefix) => {
    expect(chosen(NAMES, prefix).split('\n')).toEqual([
      'south-jaeger-span-*,-south-jaeger-span-archive*',
      'south-jaeger-span-archive',
      '1 daily index, 2026-08-20',
      'others: without a prefix, north',
    ]);
  });

  test('an archive that is asked for by its prefix is read like any other', () => {
    expect(chosen('jaeger-archive-jaeger-span-2026-08-20', 'jaeger-archive')).toBe(
      [
        'jaeger-archive-jaeger-span-*,-jaeger-archive-jaeger-span-archive*',
        'no archive',
        '1 daily index, 2026-08-20',
      ].join('\n'),
    );
  });

  test('a configured prefix nobody has written with yet is waited for', () => {
    expect(chosen(NAMES, 'west').split('\n').slice(0, 3)).toEqual([
      'west-jaeger-span-*,-west-jaeger-span-archive*',
      'no archive',
      'no span index yet',
    ]);
  });
});
