/** Characters that mean nothing inside a value, and that no chat program cuts a link at. */
const READABLE: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3D': '=',
  '%2C': ',',
  '%40': '@',
  '%7E': '~',
};

/**
 * A query string of the pairs that have a value, in their order, without the `?`. Links are read
 * and edited by people, so only what must be escaped is: `q=device=sensor-7+spans%2B`.
 */
export function formatQueryString(
  pairs: readonly (readonly [name: string, value: string | undefined])[],
): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of pairs) if (value !== undefined) parameters.append(name, value);
  return parameters.toString().replace(/%[0-9A-F]{2}/g, (escaped) => READABLE[escaped] ?? escaped);
}

/** The value when it parses to something, else `undefined`: one bad field does not lose the others. */
export function readParameter<T>(
  parameters: URLSearchParams,
  name: string,
  read: (text: string) => T | undefined,
): T | undefined {
  const text = parameters.get(name);
  return text === null ? undefined : read(text);
}

/** A whole number of at least 0 in plain digits. */
export function readWholeNumber(text: string): number | undefined {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Names in one value, with `\,` for a comma inside a name. */
export function formatNames(names: readonly string[]): string {
  return names.map((name) => name.replace(/[\\,]/g, '\\$&')).join(',');
}

/** What `formatNames` wrote; empty and repeated names are left out. */
export function readNames(text: string): readonly string[] {
  const names = new Set<string>();
  let name = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === ',') {
      names.add(name);
      name = '';
    } else {
      if (char === '\\') at++;
      name += text.charAt(at);
    }
  }
  names.add(name);
  names.delete('');
  return [...names];
}
