import { MAX_REPORTED_ERRORS, shortReason } from '../../../../shared/formats/decoded.ts';
import {
  type JaegerContext,
  ScopePool,
  spanOfJaeger,
} from '../../../../shared/formats/jaegerSpan.ts';
import { WrongShape } from '../../../../shared/formats/jsonFields.ts';
import type { AttributeValue, Span } from '../../../../shared/span/span.ts';
import { readDocumentTags } from './documentTags.ts';
import { ElevatedKeys } from './elevatedKeys.ts';
import { hexBytes } from './hexBytes.ts';
import { ProcessPool } from './processPool.ts';
import { TextPool } from './textPool.ts';

/**
 * Makes spans of the documents that any Jaeger since 1.0 writes: values as text or native, ids of
 * any length, tags in lists, in fields of their own, or both. Spans made by one reader share
 * their resources, scopes and repeated texts, so have one for each batch of documents.
 */
export class SpanDocuments {
  /** Documents so far, those that are no span among them. */
  readCount = 0;
  /** Documents that are no span. */
  rejected = 0;
  /** The first few reasons; also for what was dropped inside a span. */
  readonly reasons: string[] = [];
  readonly #context: JaegerContext;

  /** @param dotReplacement  what stands for `.` in the names of elevated tags */
  constructor(dotReplacement: string) {
    const keys = new ElevatedKeys(dotReplacement);
    const keyOf = (name: string): string => keys.keyOf(name);
    const keyTexts = new TextPool();
    const texts = new TextPool();
    const sharedValue = (value: AttributeValue): AttributeValue =>
      typeof value === 'string' ? texts.shared(value) : value;
    const processes = new ProcessPool((process, take) =>
      readDocumentTags(process.tags, process.tag, keyOf, (key, value) =>
        take(keyTexts.shared(key), sharedValue(value)),
      ),
    );
    this.#context = {
      traceId: undefined,
      resourceOf: ({ process }) => processes.resourceOf(process),
      readTags: ({ tags, tag }, take) =>
        readDocumentTags(tags, tag, keyOf, (key, value) =>
          take(keyTexts.shared(key), sharedValue(value)),
        ),
      bytesOf: hexBytes,
      sharedText: (text) => texts.shared(text),
      scopes: new ScopePool(),
    };
  }

  /** The span of a document's source; `undefined` when it is none, which is counted. */
  read(source: unknown): Span | undefined {
    this.readCount++;
    try {
      return spanOfJaeger(source, this.#context, this.#note);
    } catch (cause) {
      if (!(cause instanceof WrongShape)) throw cause;
      this.rejected++;
      this.#note(cause.message);
      return undefined;
    }
  }

  readonly #note = (reason: string): void => {
    if (this.reasons.length < MAX_REPORTED_ERRORS) this.reasons.push(shortReason(reason));
  };
}
