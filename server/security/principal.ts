import type { Role } from './roles.ts';

/** Who asks, and how that is known. */
export interface Principal {
  readonly name: string;
  readonly role: Role;
  readonly via: 'loopback' | 'anonymous' | 'token' | 'proxy';
}

export type Identified =
  | { readonly ok: true; readonly principal: Principal }
  | { readonly ok: false; readonly reason: string };
