/** Which methods a path answers to, read from the routes themselves. */
export type AllowedMethods = (path: string) => readonly string[];

interface RegisteredRoute {
  readonly method: string;
  readonly path: string;
}

/**
 * Empty for a path that no route knows. `GET` brings `HEAD`, anything brings
 * `OPTIONS`; a route for all methods shows as `ALL`. Wildcards are middleware.
 */
export function allowedMethods(routes: readonly RegisteredRoute[]): AllowedMethods {
  const patterns = routes
    .filter(({ path }) => !path.endsWith('*'))
    .map(({ method, path }) => ({ method, pattern: toPattern(path) }));
  return (path) => {
    const methods = new Set<string>();
    for (const { method, pattern } of patterns) {
      if (pattern.test(path)) methods.add(method);
    }
    if (methods.has('GET')) methods.add('HEAD');
    if (methods.size > 0) methods.add('OPTIONS');
    return [...methods].sort();
  };
}

function toPattern(path: string): RegExp {
  const segments = path
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : escaped(segment)));
  return new RegExp(`^${segments.join('/')}$`);
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
