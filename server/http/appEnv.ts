import type { HttpBindings } from '@hono/node-server';
import type { Principal } from '../security/principal.ts';

/** What every handler finds in its context. */
export interface AppEnv {
  Variables: {
    requestId: string;
    principal: Principal;
    /** Fires when the client goes away, the deadline passes or the server stops. */
    signal: AbortSignal;
  };
  /** Absent when a test calls the app without a server. */
  Bindings: Partial<HttpBindings>;
}
