/**
 * Why a request target is refused, or `undefined` when it may be routed. Looks
 * at the bytes the client sent, before any normalisation: what a check and a
 * router read differently is a hole. An encoded slash is fine (attribute keys
 * contain slashes and travel as one segment) as long as no part is a dot segment. The one segment
 * that holds an attribute key may hold every character a key may, as long as it is encoded.
 */
export function refusePath(target: string): string | undefined {
  const raw = target.split(/[?#]/, 1)[0] ?? '';
  if (!raw.startsWith('/')) return 'The path must start with a slash.';
  const path = decodeOnce(raw);
  if (path === undefined) return 'The path has a percent escape that is not UTF-8.';
  const besideKey = decodeOnce(raw.replace(ATTRIBUTE_KEY, '')) ?? path;
  if (CONTROL_CHARACTER.test(besideKey)) return 'The path has a control character.';
  if (besideKey.includes('\\')) return 'The path has a backslash.';
  if (raw.includes('//')) return 'The path has an empty segment.';
  const parts = path.split('/');
  if (parts.includes('.') || parts.includes('..')) return 'The path has a dot segment.';
  return undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;

/** What stands encoded in `/api/fields/…/values`. */
const ATTRIBUTE_KEY = /(?<=\/api\/fields\/)[\w%.!~*'()-]+(?=\/values$)/;

function decodeOnce(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}
