/**
 * The path the application is mounted under, with a slash at its end. Built scripts lie in
 * `<base>assets/`, and the page may be any depth below the base, so the script's own address is the
 * one that tells.
 */
export const BASE_PATH = import.meta.env.DEV ? '/' : parentPath(import.meta.url);

/** The base without its last slash, as the router wants it: empty at the root. */
export const ROUTER_BASE = BASE_PATH.slice(0, -1);

// Written as a call, because Vite takes `new URL('…', import.meta.url)` for an asset.
function parentPath(scriptUrl: string): string {
  return new URL('..', scriptUrl).pathname;
}
