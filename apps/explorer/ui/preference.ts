const PREFIX = 'hopscope.';

/**
 * What a person prefers on this machine (theme, time zone, folded facets): never in the URL, because
 * it is the recipient's choice. Storage may be forbidden or full; then the preference lasts as long
 * as the page.
 */
export function readPreference<const T extends string>(
  name: string,
  allowed: readonly T[],
  fallback: T,
): T {
  const text = readText(name);
  return allowed.find((choice) => choice === text) ?? fallback;
}

/** A stored list of texts; whatever else was stored counts as nothing. */
export function readPreferenceList(name: string): readonly string[] | undefined {
  const text = readText(name);
  if (text === undefined) return undefined;
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list.filter((item) => typeof item === 'string');
  } catch {
    writePreference(name, undefined);
  }
  return undefined;
}

/** Remembers a preference, or forgets it. */
export function writePreference(name: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch (error) {
    console.warn(`The preference ${name} is not kept after this page is closed.`, error);
  }
}

export function writePreferenceList(name: string, list: readonly string[] | undefined): void {
  writePreference(name, list && JSON.stringify(list));
}

function readText(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}
