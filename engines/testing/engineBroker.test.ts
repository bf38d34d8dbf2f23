import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EngineBroker, startEngineBroker } from './engineBroker.ts';

let broker: EngineBroker;

beforeAll(async () => {
  broker = await startEngineBroker({ 'opensearch@2.19.4': 'http://127.0.0.1:9200' });
});

afterAll(() => broker?.stop());

async function asked(label: string): Promise<string> {
  const answer = await fetch(`${broker.url}/${label}`, { method: 'POST' });
  return `${answer.status} ${await answer.text()}`;
}

test('an engine that is up already is taken', async () => {
  expect(await asked('opensearch@2.19.4')).toBe('200 http://127.0.0.1:9200');
});

test('whoever asks for an engine that cannot be had hears why, and the next one is served', async () => {
  expect(await asked('solr@9.0.0')).toContain('500 Mendable: solr@9.0.0 is no engine known here');
  expect(await asked('opensearch@2.19.4')).toContain('200');
});
