import type { Decoded } from '../../shared/formats/decoded.ts';
import type { OtlpEncoding } from '../../shared/formats/otlpAnswer.ts';
import { otlpJsonSteps } from '../../shared/formats/otlpJson.ts';
import { otlpProtobufSteps } from '../../shared/formats/otlpProtobuf.ts';
import type { Steps } from '../../shared/formats/steps.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Span } from '../../shared/span/span.ts';
import type { UndecodedSpans } from '../stores/traceStore.ts';

/** What is to be said of a body that was decoded. */
export interface BodyOutcome extends Pick<Decoded, 'rejected' | 'errors'> {
  readonly spanCount: number;
}

/** About. */
const BYTES_A_SPAN = { protobuf: 300, json: 900 } as const satisfies Record<OtlpEncoding, number>;

const UTF8 = new TextDecoder();

/** A request's body, until it is decoded; from then on only what is to be said of it. */
export class OtlpBody implements UndecodedSpans {
  readonly byteCount: number;
  readonly likelyCount: number;
  readonly #encoding: OtlpEncoding;
  #bytes: Uint8Array | undefined;
  #outcome: Result<BodyOutcome> | undefined;

  constructor(bytes: Uint8Array, encoding: OtlpEncoding) {
    this.byteCount = bytes.length;
    this.likelyCount = Math.ceil((bytes.length + 1) / BYTES_A_SPAN[encoding]);
    this.#encoding = encoding;
    this.#bytes = bytes;
  }

  /** Of a body that is malformed there are no spans, and the outcome says why. */
  *decode(): Steps<readonly Span[]> {
    const decoded = yield* this.#steps();
    if (!decoded.ok) {
      this.#outcome = decoded;
      return [];
    }
    const { spans, rejected, errors } = decoded.value;
    this.#outcome = ok({ spanCount: spans.length, rejected, errors });
    return spans;
  }

  /** `undefined` before it is decoded. */
  get outcome(): Result<BodyOutcome> | undefined {
    return this.#outcome;
  }

  #steps(): Steps<Result<Decoded>> {
    const bytes = this.#bytes ?? new Uint8Array();
    this.#bytes = undefined;
    return this.#encoding === 'json' ? otlpJsonSteps(UTF8.decode(bytes)) : otlpProtobufSteps(bytes);
  }
}
