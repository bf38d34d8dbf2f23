import { expect, test } from 'vitest';
import { recognisePaste } from '../../../shared/query/recognisePaste.ts';
import { pastePath } from './pastePath.ts';

const OWN = { origin: 'http://localhost:4100', basePath: '/' };
const ID = '4bf92f3577b34da6a3ce929d0e0e4736';

const lead = (text: string) => {
  const target = recognisePaste(text, OWN);
  return target && pastePath(target);
};

test('a trace id, a traceparent and a Jaeger link lead to the trace', () => {
  expect(lead(ID)).toBe(`/trace/${ID}`);
  expect(lead(`00-${ID}-00f067aa0ba902b7-01`)).toBe(`/trace/${ID}?span=00f067aa0ba902b7`);
  expect(lead(`https://jaeger.example/trace/${ID}?uiFind=db_write`)).toBe(
    `/trace/${ID}?q=db_write`,
  );
});

test('a Jaeger search leads to the same search here, over the same time', () => {
  const link =
    'https://jaeger.example/search?service=ota&start=1763720000000000&end=1763723600000000';
  expect(lead(link)).toBe('/?q=service=ota&from=1763720000000&to=1763723600000');
});

test('our own link leads to itself', () => {
  expect(lead(`http://localhost:4100/trace/${ID}?at=5&panel=0`)).toBe(`/trace/${ID}?at=5&panel=0`);
});

test('a query leads nowhere: it is searched for', () => {
  expect(lead('db.status=error')).toBeUndefined();
});
