import { fail, ok, type Result } from '../shared/result.ts';
import type { Settings } from './config/settings.ts';
import type { DiscoveryOverrides } from './stores/elasticsearch/discovery/discoverSpanIndices.ts';
import type { EngineAccess } from './stores/elasticsearch/engine/engineNodes.ts';

export interface EngineSettings {
  readonly access: EngineAccess;
  readonly overrides: DiscoveryOverrides;
}

/** How to reach the engine, and what is not to be found out about it. */
export function engineOf(
  settings: Settings,
  readText: (file: string) => string,
): Result<EngineSettings, string> {
  const caFile = settings.elasticsearchCaFile;
  const caPem = caFile === undefined ? ok(undefined) : readAuthority(caFile, readText);
  if (!caPem.ok) return caPem;
  const credentials = credentialsOf(settings);
  return ok({
    access: {
      urls: settings.elasticsearchUrl ?? [],
      ...(credentials !== undefined && { credentials }),
      ...(caPem.value !== undefined && { caPem: caPem.value }),
    },
    overrides: overridesOf(settings),
  });
}

function readAuthority(file: string, readText: (file: string) => string): Result<string, string> {
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error;
    return fail(`HOPSCOPE_ELASTICSEARCH_CA_FILE: cannot read ${file} (${String(reason)}).`);
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return ok(text);
  return fail(`HOPSCOPE_ELASTICSEARCH_CA_FILE: ${file} holds no certificate in PEM.`);
}

function credentialsOf(settings: Settings): EngineAccess['credentials'] {
  const { elasticsearchApiKey: apiKey, elasticsearchUsername: username } = settings;
  const { elasticsearchPassword: password } = settings;
  if (apiKey !== undefined) return { kind: 'api-key', apiKey };
  if (username === undefined || password === undefined) return undefined;
  return { kind: 'basic', username, password };
}

function overridesOf(settings: Settings): DiscoveryOverrides {
  const {
    elasticsearchIndexPrefix: indexPrefix,
    elasticsearchSpanIndices: spanIndices,
    elasticsearchDotReplacement: dotReplacement,
    elasticsearchVersion: version,
  } = settings;
  return {
    ...(indexPrefix !== undefined && { indexPrefix }),
    ...(spanIndices !== undefined && { spanIndices }),
    ...(dotReplacement !== undefined && { dotReplacement }),
    ...(version !== undefined && { version }),
  };
}
