export const ROLES = ['viewer', 'operator'] as const;

/** A viewer reads; an operator also changes: imports, deletes, OTLP where callers must be known. */
export type Role = (typeof ROLES)[number];
