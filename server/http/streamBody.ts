import { pipeline, Readable } from 'node:stream';
import type { Context } from 'hono';
import type { AppEnv } from './appEnv.ts';
import { type ContentEncoding, createEncoder, negotiateEncoding } from './contentEncoding.ts';

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
  const source = await startReading(chunks);
  const body = encoding === undefined ? source : encoded(source, encoding, flushesEachChunk);
  // Hono answers HEAD by leaving a body unread, which would leave its source open.
  if (c.req.method === 'HEAD') await body.stop();
  return new Response(c.req.method === 'HEAD' ? null : toWebStream(c, body), {
    status: 200,
    headers: { ...headers, vary: 'accept-encoding', 'content-encoding': encoding ?? 'identity' },
  });
}

interface Source extends AsyncIterable<Uint8Array> {
  /** Ends it early, also when nothing was read. */
  stop(): Promise<void>;
}

/** Waits for the first chunk, so that a failure before it is still an answer of its own. */
async function startReading(chunks: AsyncIterable<Uint8Array>): Promise<Source> {
  const iterator = chunks[Symbol.asyncIterator]();
  let first: IteratorResult<Uint8Array> | undefined = await iterator.next();
  const stop = async () => {
    await iterator.return?.();
  };
  const rest: AsyncIterator<Uint8Array> = {
    next() {
      const result = first;
      first = undefined;
      return result === undefined ? iterator.next() : Promise.resolve(result);
    },
    async return() {
      await stop();
      return { done: true, value: undefined };
    },
  };
  return { stop, [Symbol.asyncIterator]: () => rest };
}

function encoded(source: Source, encoding: ContentEncoding, flushesEachChunk: boolean): Source {
  const encoder = createEncoder(encoding, flushesEachChunk);
  // `pipeline` ends each side when the other does; an error reaches whoever reads the encoder.
  pipeline(Readable.from(source, { objectMode: true, highWaterMark: 1 }), encoder, () => undefined);
  const iterator = encoder[Symbol.asyncIterator]();
  return {
    [Symbol.asyncIterator]: () => iterator,
    async stop() {
      // Returning from an iterator nobody has begun would leave the encoder open.
      encoder.destroy();
      await source.stop();
    },
  };
}

function toWebStream(c: Context<AppEnv>, source: Source): ReadableStream<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
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
      cancel: () => source.stop(),
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
