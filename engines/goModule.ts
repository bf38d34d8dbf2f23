/**
 * The `go.mod` of a throw-away module that builds a command of `modulePath` exactly as that module
 * would: `go install` refuses a module with `replace` lines, and they do not count in a dependent.
 */
export function throwAwayModule(modulePath: string, version: string, itsGoMod: string): string {
  const kept = withoutModuleLine(itsGoMod)
    .split('\n')
    .filter((line) => !isLocalReplace(line));
  return `module throwaway\n\nrequire ${modulePath} ${version}\n${kept.join('\n')}`;
}

function withoutModuleLine(goMod: string): string {
  return goMod.replace(/^module .*$/m, '');
}

/** A folder beside it in its repository, which the published module does not carry. */
function isLocalReplace(line: string): boolean {
  return /=>\s*\.\.?\//.test(line);
}
