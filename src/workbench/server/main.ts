// The program behind `npm start`: picks the data, listens, says where, and ends what it started.
import { dataSource } from './data';
import { startServer } from './server';

export interface Workbench {
  readonly address: string;
  readonly data: string;
  readonly close: () => Promise<void>;
}

/** Listens on 127.0.0.1:port. `plant` is the text of a plant map for a database that was named. A taken port rejects with code EADDRINUSE, and nothing that was started is left behind. */
export async function startWorkbench(root: string, port: number, environment: Readonly<Record<string, string | undefined>>, plant?: string): Promise<Workbench> {
  const data = await dataSource(environment, plant);
  try {
    const server = await startServer(root, port, data.upstream);
    return {
      address: server.address,
      data: data.upstream.label,
      close: async () => {
        await server.close();
        await data.close();
      },
    };
  } catch (error) {
    await data.close();
    throw error;
  }
}

export { dataSource } from './data';
