/** A piece of the verdict; `finding` is drawn in amber, `error` in red. */
export interface VerdictPart {
  readonly text: string;
  readonly tone: 'plain' | 'finding' | 'error';
}
