import { DecodedSpans } from '../../shared/formats/decoded.ts';
import { jaegerErrorMessages, jaegerTraceContext } from '../../shared/formats/jaegerJson.ts';
import { readJaegerSpan } from '../../shared/formats/jaegerSpan.ts';
import { isJsonObject, type JsonObject, WrongShape } from '../../shared/formats/jsonFields.ts';
import { parseLosslessJson } from '../../shared/formats/losslessJson.ts';
import { resourceOfJson, scopeOfJson } from '../../shared/formats/otlpJson.ts';
import { readSpanJson } from '../../shared/formats/otlpJsonSpan.ts';
import type { Steps } from '../../shared/formats/steps.ts';
import type { Piece } from './jsonSplitter.ts';
import { type GroupKind, LISTS, WRAPPERS } from './traceFileGrammar.ts';

/** Gives the complete members of an open group; see `JsonSplitter.membersSoFar`. */
export type MembersSoFar = (kind: GroupKind) => Buffer;

export interface HoldLimits {
  /** Spans that wait beyond this are read with what is known of their group so far. */
  readonly softBytes: number;
  /** Spans that wait beyond this are refused. */
  readonly hardBytes: number;
}

const MEBIBYTE = 1024 * 1024;

export const DEFAULT_HOLD_LIMITS: HoldLimits = {
  softBytes: 32 * MEBIBYTE,
  hardBytes: 256 * MEBIBYTE,
};

/**
 * Makes spans of the pieces of a trace file.
 *
 * What spans need may stand after them: Jaeger writes `processes` behind `spans`,
 * OTLP a schema URL behind everything. So spans wait, as bytes, until their group
 * closes. When too many wait, those whose resource or processes are known already
 * are read early, without a schema URL that may follow; if they are not, the spans
 * are refused.
 */
export class TraceFileReader {
  readonly decoded = new DecodedSpans();
  /** Bytes read into `decoded`; set back by whoever takes the spans out of it. */
  decodedBytes = 0;
  private readonly limits: HoldLimits;
  private readonly groups: OpenGroup[] = [];
  private waitingBytes = 0;

  constructor(limits: HoldLimits = DEFAULT_HOLD_LIMITS) {
    this.limits = limits;
  }

  /** Takes the next piece; pauses after every span it reads. */
  *take(piece: Piece): Steps<void> {
    if (piece.piece === 'open') {
      this.groups.push({ ...piece, json: NO_MEMBERS, spans: [], scopes: [] });
    } else if (piece.piece === 'broken') {
      this.decoded.note(() => `at byte ${piece.atByte}: ${piece.message}`);
    } else if (piece.piece === 'element') {
      this.wait(piece);
    } else {
      const group = this.groups.pop();
      if (group !== undefined) yield* this.close({ ...group, json: piece.json });
    }
  }

  /** To be called when every piece at hand is taken: makes room if too much waits. */
  *makeRoom(membersSoFar: MembersSoFar): Steps<void> {
    if (this.waitingBytes <= this.limits.softBytes) return;
    const top = this.groups.at(-1);
    const outer = this.groups.at(-2);
    if (top?.kind === 'scope' && outer?.kind === 'resource') {
      const soFar = { ...outer, json: membersSoFar('resource') };
      if (this.membersOf(soFar).resource !== undefined) {
        const scopes = [...outer.scopes, { ...top, json: membersSoFar('scope') }];
        yield* this.readResource({ ...soFar, scopes });
        outer.scopes.length = 0;
        top.spans.length = 0;
      }
    } else if (top !== undefined) {
      const soFar = { ...top, json: membersSoFar(top.kind) };
      if (this.membersOf(soFar).processes !== undefined) yield* this.readTrace(soFar);
    }
    if (this.waitingBytes > this.limits.hardBytes) this.refuseWaiting();
  }

  private wait({ kind, json, atByte }: Extract<Piece, { piece: 'element' }>): void {
    if (kind === 'otlpSpan' || kind === 'jaegerSpan') {
      this.groups.at(-1)?.spans.push({ json, atByte });
      this.waitingBytes += json.length;
    } else this.decoded.note(() => `at byte ${atByte}: a ${kind} is no object`);
  }

  private *close(group: OpenGroup): Steps<void> {
    if (group.kind === 'scope') this.groups.at(-1)?.scopes.push(group);
    else if (group.kind === 'resource') yield* this.readResource(group);
    else if (group.kind === 'trace') yield* this.readTrace(group);
    else {
      if (group.spans.length > 0) yield* this.readTrace(group);
      this.lookForTraces(group);
    }
  }

  private *readTrace(group: OpenGroup): Steps<void> {
    const context = this.shared(group, jaegerTraceContext);
    yield* this.readSpans(group.spans, (json, place) =>
      readJaegerSpan(json, context, this.decoded, place),
    );
  }

  private *readResource(group: OpenGroup): Steps<void> {
    const resource = this.shared(group, resourceOfJson);
    for (const scopeGroup of group.scopes) {
      const scope = this.shared(scopeGroup, scopeOfJson);
      yield* this.readSpans(scopeGroup.spans, (json, place) =>
        readSpanJson(json, resource, scope, this.decoded, place),
      );
    }
  }

  private *readSpans(spans: WaitingSpan[], read: SpanReader): Steps<void> {
    for (const { json, atByte } of spans) {
      this.waitingBytes -= json.length;
      this.decodedBytes += json.length;
      const place = () => `span at byte ${atByte}`;
      const parsed = parseLosslessJson(json.toString());
      if (parsed.ok) read(parsed.value, place);
      else this.decoded.reject(() => `${place()}: ${parsed.error.message}`);
      yield;
    }
    spans.length = 0;
  }

  /** What the spans of a group share; what it would be of an empty group when it cannot be read. */
  private shared<T>(group: OpenGroup, read: (members: JsonObject) => T): T {
    try {
      return read(this.membersOf(group));
    } catch (cause) {
      if (!(cause instanceof WrongShape)) throw cause;
      this.decoded.note(() => `${group.kind} at byte ${group.atByte}: ${cause.message}`);
      return read({});
    }
  }

  private membersOf({ kind, atByte, json }: OpenGroup): JsonObject {
    const parsed = parseLosslessJson(json.toString());
    if (parsed.ok && isJsonObject(parsed.value)) return parsed.value;
    const reason = parsed.ok ? 'no object' : parsed.error.message;
    this.decoded.note(() => `${kind} at byte ${atByte}: ${reason}`);
    return {};
  }

  /** Says why a document had no traces, when it should have had some. */
  private lookForTraces(group: OpenGroup): void {
    const members = this.membersOf(group);
    for (const message of jaegerErrorMessages(members)) {
      this.decoded.note(() => `Jaeger reported: ${message}`);
    }
    const keys = Object.keys(members);
    if (keys.length === 0 || keys.some((key) => LISTS.document.has(key) || WRAPPERS.has(key)))
      return;
    this.decoded.note(() => {
      const found = keys.slice(0, 3).map((key) => JSON.stringify(key));
      return `at byte ${group.atByte}: neither "resourceSpans" nor "data" found, but ${found.join(', ')}`;
    });
  }

  private refuseWaiting(): void {
    for (const group of this.groups) {
      for (const { spans } of [...group.scopes, group]) {
        for (const { atByte } of spans) {
          this.decoded.reject(
            () =>
              `span at byte ${atByte}: more than ${this.limits.hardBytes} bytes of spans stand before their resource or processes; split the file by trace`,
          );
        }
        spans.length = 0;
      }
    }
    this.waitingBytes = 0;
  }
}

type SpanReader = (json: unknown, place: () => string) => void;

interface WaitingSpan {
  readonly json: Buffer;
  readonly atByte: number;
}

interface OpenGroup {
  readonly kind: GroupKind;
  readonly atByte: number;
  /** The object without the elements of its lists, once that is known. */
  readonly json: Buffer;
  readonly spans: WaitingSpan[];
  readonly scopes: OpenGroup[];
}

const NO_MEMBERS = Buffer.from('{}');
