/** An InfluxDB of columns in memory on loopback, for programs and pages that ask one over HTTP; what it holds may be changed while it runs. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEmbeddedInflux, type EmbeddedColumn } from './embedded-influx';

export interface ServedInflux {
  readonly url: string;
  /** From now on it holds these columns and nothing else. */
  readonly hold: (columns: readonly EmbeddedColumn[]) => void;
  readonly close: () => Promise<void>;
}

export async function serveInflux(columns: readonly EmbeddedColumn[]): Promise<ServedInflux> {
  let answer = createEmbeddedInflux(columns);
  const server = createServer((request, response) => {
    response.setHeader('X-Influxdb-Version', '1.8.10');
    if (request.url?.startsWith('/ping')) {
      response.writeHead(204).end();
      return;
    }
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
      const { status, contentType, body } = answer(Buffer.concat(parts).toString());
      response.writeHead(status, { 'Content-Type': contentType }).end(body);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold: (next) => {
      answer = createEmbeddedInflux(next);
    },
    close: () => new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    }),
  };
}
