import type { Settings } from './settings.ts';

/** What each setting for itself is right about and all of them together are not. */
export function engineMistakes(settings: Settings): readonly string[] {
  const { store, demo, elasticsearchUrl: url, elasticsearchApiKey: apiKey } = settings;
  if (store === 'embedded') return url === undefined ? [] : [UNUSED_URL];
  const hasUser = settings.elasticsearchUsername !== undefined;
  const hasPassword = settings.elasticsearchPassword !== undefined;
  return [
    ...(url === undefined ? [NO_URL] : []),
    ...(hasUser === hasPassword ? [] : [HALF_A_USER]),
    ...(apiKey !== undefined && (hasUser || hasPassword) ? [TWO_CREDENTIALS] : []),
    ...(demo === 'on' ? [NO_DEMO] : []),
  ];
}

const UNUSED_URL =
  'HOPSCOPE_ELASTICSEARCH_URL is given, but spans are read from the embedded store: set HOPSCOPE_STORE to elasticsearch, or take the address away.';
const NO_URL =
  'HOPSCOPE_STORE is elasticsearch: name its address by HOPSCOPE_ELASTICSEARCH_URL, such as http://localhost:9200.';
const HALF_A_USER =
  'HOPSCOPE_ELASTICSEARCH_USERNAME and HOPSCOPE_ELASTICSEARCH_PASSWORD go together: one of them is missing.';
const TWO_CREDENTIALS =
  'HOPSCOPE_ELASTICSEARCH_API_KEY stands for user and password: give the one or the others.';
const NO_DEMO =
  'HOPSCOPE_DEMO is on, but the simulated fleet needs the embedded store: set HOPSCOPE_STORE to embedded, or the demo to auto or off.';
