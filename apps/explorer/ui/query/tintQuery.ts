import { lexQuery } from '../../../../shared/query/lexer.ts';
import type { QueryError } from '../../../../shared/query/queryError.ts';
import type { Token } from '../../../../shared/query/token.ts';

type Tone = 'key' | 'operator' | 'value' | 'mark' | 'keyword' | 'text' | 'space';

export interface TintedPiece {
  readonly start: number;
  readonly text: string;
  readonly tone: Tone;
  /** Inside what the error marks. */
  readonly isWrong: boolean;
}

/** A query line cut into pieces of one tone each; joined they are the line. */
export function tintQuery(text: string, error?: QueryError): readonly TintedPiece[] {
  const { tokens } = lexQuery(text);
  const pieces: TintedPiece[] = [];
  let readTo = 0;
  for (const [index, token] of tokens.entries()) {
    addPieces(pieces, text, readTo, token.start, 'space', error);
    addPieces(pieces, text, token.start, token.end, toneOf(token, tokens[index + 1]), error);
    readTo = token.end;
  }
  addPieces(pieces, text, readTo, text.length, 'space', error);
  return pieces;
}

function toneOf(token: Token, next: Token | undefined): Tone {
  switch (token.kind) {
    case 'word':
      return next?.kind === 'operator' ? 'key' : 'text';
    case 'operator':
      return 'operator';
    case 'value':
      return 'value';
    case 'keyword':
      return 'keyword';
    case 'mark':
    case 'listOpen':
    case 'listClose':
      return 'mark';
  }
}

function addPieces(
  pieces: TintedPiece[],
  text: string,
  start: number,
  end: number,
  tone: Tone,
  error: QueryError | undefined,
): void {
  const wrongFrom = clamp(error?.position ?? end, start, end);
  const wrongTo = clamp(error === undefined ? end : error.position + error.length, start, end);
  const cuts = [start, wrongFrom, wrongTo, end];
  for (const [index, from] of cuts.entries()) {
    const to = cuts[index + 1] ?? end;
    if (to <= from) continue;
    pieces.push({
      start: from,
      text: text.slice(from, to),
      tone,
      isWrong: error !== undefined && index === 1,
    });
  }
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(value, max));
}
