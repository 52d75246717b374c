import { createServer } from 'node:net';

/** A port that nobody listens on, for a bot whose port must be known before it is ready. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') {
    throw new Error('not a TCP server');
  }
  return address.port;
}
