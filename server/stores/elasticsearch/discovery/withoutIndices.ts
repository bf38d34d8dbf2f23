import type { IndexChoice } from './chooseIndices.ts';

/**
 * The expression for the same indices but for some. An alias cannot be cut down, nor a data
 * stream, so their members take their place.
 */
export function without(choice: IndexChoice, excluded: readonly string[]): string {
  if (excluded.length === 0) return choice.spans;
  const gone = new Set([...excluded, ...indicesOfGone(choice, excluded)]);
  const isKept = (name: string) => !gone.has(name);
  const streams = choice.streams.filter(({ name }) => isKept(name));
  const cut = streams.filter(({ indices }) => !indices.every(isKept));
  const parts = cut.flatMap(({ indices }) => indices.filter(isKept));
  for (const { name } of cut) gone.add(name);
  if (choice.spans.includes('*')) {
    const spans = choice.spans.split(',').filter(isKept);
    return [...parts, ...spans, ...Array.from(gone, exceptionOf)].join();
  }
  const names = [...choice.members, ...streams.map(({ name }) => name)];
  const kept = [...names.filter(isKept), ...parts];
  return kept.length === 0 ? NOTHING : kept.join();
}

/** The plugin of OpenSearch leaves a stream out only when its indices are named as well. */
function indicesOfGone({ streams }: IndexChoice, excluded: readonly string[]): readonly string[] {
  return streams.filter(({ name }) => excluded.includes(name)).flatMap(({ indices }) => indices);
}

/** `-name`; in another cluster `cluster:-name`. */
const exceptionOf = (name: string): string =>
  name.includes(':') ? name.replace(':', ':-') : `-${name}`;

const NOTHING = 'hopscope-finds-nothing-*';
