/** A server on loopback that fails in every way a test asks for, and remembers what reached it. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { QUERY_PATHS } from '../../src/influx/types';
import type { Send } from '../../src/influx';
import { bodyUpTo } from '../../src/influx/body';

export interface Heard {
  readonly path: string;
  readonly statement: string;
  /** True when the asker hung up before the answer was whole. */
  hungUp: boolean;
}

export interface FaultServer {
  readonly url: string;
  readonly heard: readonly Heard[];
  /** Requests whose answer is not whole yet. */
  readonly open: () => number;
  /** The most that were open at once. */
  readonly most: () => number;
  readonly stop: () => Promise<void>;
}

/** Answers one request, or fails to. */
export type Fault = (response: ServerResponse) => void;

/** @param choose what becomes of a statement; `serial` counts the requests from 0 */
export async function startFaultServer(choose: (statement: string, serial: number, path: string) => Fault): Promise<FaultServer> {
  const heard: Heard[] = [];
  const sockets = new Set<Socket>();
  let open = 0;
  let most = 0;
  const server = createServer((request, response) => {
    most = Math.max(most, ++open);
    void bodyOf(request).then((body) => {
      const one: Heard = { path: request.url ?? '', statement: statementIn(body), hungUp: false };
      response.on('close', () => {
        open--;
        one.hungUp = !response.writableFinished;
      });
      choose(one.statement, heard.push(one) - 1, one.path)(response);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard, open: () => open, most: () => most,
    stop: () => new Promise((done) => {
      server.close(() => done());
      sockets.forEach((socket) => socket.destroy());
    }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** InfluxQL comes in a form, Flux in JSON. */
function statementIn(body: string): string {
  return body.startsWith('{') ? String((JSON.parse(body) as { readonly query?: unknown }).query ?? '') : new URLSearchParams(body).get('q') ?? '';
}

export const says = (body: string | Buffer, status = 200, headers: Readonly<Record<string, string>> = {}): Fault => (response) =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);

/** The connection is reset when this much of the answer has been sent. */
export const resetAfter = (part: string): Fault => (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(part, () => setImmediate(() => response.socket?.resetAndDestroy()));
};

/** Reset before a single byte. */
export const resetAtOnce: Fault = (response) => void response.socket?.resetAndDestroy();

/** Accepts the request and never answers. */
export const hangs: Fault = () => undefined;

/** Headers, part of the body, and then nothing more. */
export const stallsAfter = (part: string): Fault => (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(part);
};

/** A character now and then, for ever. */
export const drips = (everyMs = 20): Fault => (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), everyMs);
  response.on('close', () => clearInterval(timer));
};

export const late = (ms: number, then: Fault): Fault => (response) => {
  const timer = setTimeout(() => then(response), ms);
  response.on('close', () => clearTimeout(timer));
};

/** As much as the reader will take, in pieces of `piece`. */
export const streams = (head: string, piece: string, pieces: number, tail: string): Fault => (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  let left = pieces;
  const more = (): void => {
    while (left > 0) {
      left--;
      if (!response.write(piece)) {
        response.once('drain', more);
        return;
      }
    }
    response.end(tail);
  };
  response.write(head);
  more();
};

/** Sends over plain HTTP as the command line does; no more than `mostBytes` of an answer are taken. */
export function sendTo(url: string, mostBytes = 20_000_000): Send {
  return async (request, signal) => {
    const answer = await fetch(`${url}${QUERY_PATHS[request.path]}`, {
      method: 'POST', body: request.body, signal, redirect: 'manual',
      headers: { 'content-type': request.contentType },
    });
    return {
      status: answer.status, contentType: answer.headers.get('content-type') ?? '', body: await bodyUpTo(answer.body, mostBytes),
      retryAfter: answer.headers.get('retry-after') ?? undefined,
    };
  };
}

/** One series as InfluxDB 1.x words it. */
export function series(columns: readonly string[], values: readonly (readonly unknown[])[], tags?: Readonly<Record<string, string>>): string {
  return JSON.stringify({ results: [{ statement_id: 0, series: [{ name: 's', ...(tags ? { tags } : {}), columns, values }] }] });
}
