import { expect, test } from 'vitest';
import { parseEngine, TESTED_ENGINES } from './catalog.ts';

test('the tested engines carry a checksum and the Java they start on', () => {
  const lines = TESTED_ENGINES.map(
    ({ name, version, minJava, maxJava, sha256 }) =>
      `${name}@${version} Java ${minJava} to ${maxJava}, ${sha256?.length} digits`,
  );
  expect(lines).toEqual([
    'elasticsearch@7.17.29 Java 11 to 17, 64 digits',
    'elasticsearch@8.19.7 Java 17 to 21, 64 digits',
    'elasticsearch@9.2.0 Java 21 to 99, 64 digits',
    'opensearch@1.3.20 Java 11 to 17, 64 digits',
    'opensearch@2.19.4 Java 11 to 21, 64 digits',
    'opensearch@3.3.2 Java 21 to 99, 64 digits',
  ]);
});

test('another release of a known major version is taken without a checksum', () => {
  expect(parseEngine('elasticsearch@9.1.5')).toEqual({
    name: 'elasticsearch',
    version: '9.1.5',
    minJava: 21,
    maxJava: 99,
  });
});

test.each(['elasticsearch', 'elasticsearch@8', 'elasticsearch@6.8.0', 'solr@9.1.0', '../x@8.0.0'])(
  '%s is refused with the engines there are',
  (text) => {
    expect(() => parseEngine(text)).toThrow(/known here\. Tested: elasticsearch@7/);
  },
);
