import { Pool } from 'undici';
import { z } from 'zod';
import type { Attribute, TimeWindow } from './questions.ts';

/** What somebody would write who wants the spans of the newest traces and nothing else. */
export class BareScript {
  readonly #pool: Pool;

  constructor(engineUrl: string) {
    this.#pool = new Pool(engineUrl, { connections: 4 });
  }

  /** Ids of the newest `limit` traces with a span that carries the attribute. */
  async find(attribute: Attribute, window: TimeWindow, limit: number): Promise<readonly string[]> {
    const answer = await this.#search(
      {
        size: limit,
        track_total_hits: false,
        query: { bool: { filter: [inWindow(window), carries(attribute)] } },
        sort: [{ startTime: 'desc' }],
        collapse: { field: 'traceID' },
        stored_fields: '_none_',
      },
      '&filter_path=took,timed_out,_shards,hits.hits.fields,hits.hits.sort',
    );
    return foundSchema.parse(answer).hits.hits.flatMap(({ fields }) => fields.traceID);
  }

  /** All their spans, parsed. */
  async read(traceIds: readonly string[]): Promise<number> {
    const answer = await this.#search({
      size: MAX_HITS,
      track_total_hits: false,
      query: { bool: { filter: [{ terms: { traceID: traceIds } }] } },
      sort: ['_doc'],
    });
    const { hits } = readSchema.parse(answer).hits;
    if (hits.length === MAX_HITS) throw new Error('one answer does not hold the spans');
    return hits.length;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #search(body: object, parameters = ''): Promise<unknown> {
    const { statusCode, body: answer } = await this.#pool.request({
      method: 'POST',
      path: `/jaeger-span-*/_search?request_cache=false${parameters}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (statusCode !== 200) throw new Error(`the engine answered ${statusCode}: ${text}`);
    return JSON.parse(text);
  }
}

const MAX_HITS = 10_000;

/** No hits: no `hits` at all, because of the filter path. */
const foundSchema = z.object({
  hits: z
    .object({ hits: z.array(z.object({ fields: z.object({ traceID: z.array(z.string()) }) })) })
    .default({ hits: [] }),
});
const readSchema = z.object({ hits: z.object({ hits: z.array(z.unknown()) }) });

function inWindow({ fromMs, toMs }: TimeWindow): object {
  return { range: { startTimeMillis: { gte: fromMs, lt: toMs, format: 'epoch_millis' } } };
}

/** In every place where Jaeger keeps attributes. */
function carries({ key, value }: Attribute): object {
  const nested = ['tags', 'process.tags', 'logs.fields'].map((path) => ({
    nested: {
      path,
      ignore_unmapped: true,
      query: {
        bool: {
          filter: [{ term: { [`${path}.key`]: key } }, { term: { [`${path}.value`]: value } }],
        },
      },
    },
  }));
  const field = key.replaceAll('.', '@');
  const elevated = ['tag', 'process.tag'].map((place) => ({
    term: { [`${place}.${field}`]: value },
  }));
  return { bool: { should: [...nested, ...elevated], minimum_should_match: 1 } };
}
