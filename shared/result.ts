/** A failure the user can mend is a value, with the place it happened where there is one. */
export type Result<T, E = Mistake> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export interface Mistake {
  /** Says what is wrong and what to do. */
  readonly message: string;
  /** Offset into the text, in UTF-16 units; bytes for binary input. */
  readonly position?: number;
  readonly length?: number;
}

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

export const fail = <E>(error: E): Result<never, E> => ({ ok: false, error });
