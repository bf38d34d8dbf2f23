import { pipeline, Readable } from 'node:stream';
import type { Context } from 'hono';
import type { AppEnv } from './appEnv.ts';
import { createEncoder, negotiateEncoding } from './contentEncoding.ts';

export interface StreamOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** The client draws each chunk as it arrives, so none may wait in the encoder. */
  readonly flushesEachChunk?: boolean;
}

/**
 * Answers with the chunks as they come, compressed as negotiated, no faster than
 * the client reads. A failure before the first chunk throws and gets a proper
 * answer; a later one cuts the connection, so that a short body never looks whole.
 */
export async function streamBody(
  c: Context<AppEnv>,
  chunks: AsyncIterable<Uint8Array>,
  { headers, flushesEachChunk = false }: StreamOptions,
): Promise<Response> {
  const encoding = negotiateEncoding(c.req.header('accept-encoding'));
  const started = await startReading(chunks);
  const body = encoding === undefined ? started : encoded(started, encoding, flushesEachChunk);
  return new Response(toWebStream(c, body), {
    status: 200,
    headers: { ...headers, vary: 'accept-encoding', 'content-encoding': encoding ?? 'identity' },
  });
}

async function startReading(chunks: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = chunks[Symbol.asyncIterator]();
  let first: IteratorResult<Uint8Array> | undefined = await iterator.next();
  const rest: AsyncIterator<Uint8Array> = {
    next() {
      const result = first;
      first = undefined;
      return result === undefined ? iterator.next() : Promise.resolve(result);
    },
    return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
  };
  return { [Symbol.asyncIterator]: () => rest };
}

function encoded(
  chunks: AsyncIterable<Uint8Array>,
  encoding: 'br' | 'gzip',
  flushesEachChunk: boolean,
): AsyncIterable<Uint8Array> {
  const encoder = createEncoder(encoding, flushesEachChunk);
  // `pipeline` destroys each end when the other fails or stops; the error itself reaches the reader.
  pipeline(Readable.from(chunks, { objectMode: true, highWaterMark: 1 }), encoder, () => undefined);
  return encoder;
}

function toWebStream(
  c: Context<AppEnv>,
  chunks: AsyncIterable<Uint8Array>,
): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          cutOff(c, controller, error);
        }
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

function cutOff(
  c: Context<AppEnv>,
  controller: ReadableStreamDefaultController<Uint8Array>,
  error: unknown,
): void {
  const outgoing = c.env?.outgoing;
  if (outgoing === undefined) {
    controller.error(error);
    return;
  }
  // The adapter would print the error's message into the body; the connection goes first.
  outgoing.destroy();
  controller.close();
}
