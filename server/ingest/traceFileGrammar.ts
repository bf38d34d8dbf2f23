/** Objects of a trace file that hold lists of further ones. */
export type GroupKind = 'document' | 'resource' | 'scope' | 'trace';

/** What is cut out of the file whole. */
type SpanFormat = 'otlpSpan' | 'jaegerSpan';

export type ElementKind = GroupKind | SpanFormat;

/**
 * The lists in each kind of object that are cut into their elements, by key:
 *
 *     {"resourceSpans": [{"scopeSpans": [{"spans": [ … ]}]}]}     OTLP
 *     {"data": [{"spans": [ … ], "processes": {…}}]}              Jaeger
 *     {"spans": [ … ], "processes": {…}}                          one Jaeger trace
 */
export const LISTS: Readonly<Record<GroupKind, ReadonlyMap<string, ElementKind>>> = {
  document: new Map<string, ElementKind>([
    ['resourceSpans', 'resource'],
    ['resource_spans', 'resource'],
    ['data', 'trace'],
    ['spans', 'jaegerSpan'],
  ]),
  resource: new Map<string, ElementKind>([
    ['scopeSpans', 'scope'],
    ['scope_spans', 'scope'],
    ['instrumentationLibrarySpans', 'scope'],
    ['instrumentation_library_spans', 'scope'],
  ]),
  scope: new Map<string, ElementKind>([['spans', 'otlpSpan']]),
  trace: new Map<string, ElementKind>([['spans', 'jaegerSpan']]),
};

/** Keys of a document under which another document lies: Jaeger's stable API wraps OTLP so. */
export const WRAPPERS: ReadonlySet<string> = new Set(['result']);

export const isGroup = (kind: ElementKind): kind is GroupKind => kind in LISTS;
