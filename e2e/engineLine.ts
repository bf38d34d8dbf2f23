import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A line to an engine that can be cut: with it down, connections are refused and open ones end. */
export interface EngineLine {
  readonly url: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** Begins whole. */
export async function engineLine(engineUrl: string): Promise<EngineLine> {
  const { hostname, port } = new URL(engineUrl);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    // Either side may be gone first: that is what a cut line is.
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    keep(near);
    keep(far);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  const ownPort = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${ownPort}`,
    cut: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: async () => {
      await listen(server, ownPort);
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
