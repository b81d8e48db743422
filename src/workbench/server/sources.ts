// The data sources of the workbench: ours, whose settings the page may change, and an InfluxDB one as Grafana has it built in.
import { type DsQuery, type DsResult, type InfluxReply, httpStatusOf, resultOf, rewritten } from './ds-query';
import type { PlatformAnswer } from './platform';
import type { SourceSettings } from './proxy';

export const ownUid = 'spiketrace-plant';
/** As in provisioning/datasources. */
export const builtInUid = 'spiketrace-alerts';

/** Sends an InfluxQL form to the InfluxDB of the workbench. Rejects when it cannot be reached. */
export type AskInflux = (form: string) => Promise<InfluxReply>;

export interface Sources {
  readonly settings: () => SourceSettings;
  /** For the page: everything but the secret. */
  readonly own: () => { readonly uid: string; readonly name: string; readonly jsonData: SourceSettings['jsonData']; readonly secureJsonFields: Readonly<Record<string, boolean>> };
  readonly builtIn: { readonly uid: string; readonly name: string; readonly type: string; readonly jsonData: Readonly<Record<string, string>> };
  /** undefined = not one of ours. */
  readonly answer: (method: string, path: string, body: unknown) => Promise<PlatformAnswer | undefined>;
}

/** Settings live in memory and end with the program. */
export function createSources(first: SourceSettings, ask: AskInflux): Sources {
  let settings = first;
  const database = String(first.jsonData['database'] ?? '');
  const own = () => ({
    uid: ownUid, name: 'Spiketrace', jsonData: settings.jsonData,
    secureJsonFields: { authorization: (settings.secureJsonData['authorization'] ?? '') !== '' },
  });

  function change(body: unknown): PlatformAnswer {
    const { jsonData, secureJsonData } = recordOf(body);
    if (typeof jsonData !== 'object' || jsonData === null) {
      return { status: 400, body: { message: 'bad request data' } };
    }
    const { authorization } = recordOf(secureJsonData);
    settings = {
      jsonData: jsonData as SourceSettings['jsonData'],
      // A secret that is not sent stays as it is, as in Grafana.
      secureJsonData: typeof authorization === 'string' ? { authorization } : settings.secureJsonData,
    };
    return { status: 200, body: { message: 'Datasource updated', datasource: own() } };
  }

  async function query(body: unknown): Promise<PlatformAnswer> {
    const { queries, from, to } = recordOf(body);
    const results = new Map<string, DsResult>();
    for (const one of Array.isArray(queries) ? queries : []) {
      const { refId, datasource, query: text, resultFormat } = recordOf(one);
      if (recordOf(datasource)['uid'] !== builtInUid) {
        return { status: 404, body: { message: 'data source not found', traceID: '' } };
      }
      const asked: DsQuery = { refId: String(refId ?? 'A'), query: String(text ?? ''), ...(typeof resultFormat === 'string' ? { resultFormat } : {}) };
      const executed = rewritten(asked.query, Number(from), Number(to));
      const reply = await ask(new URLSearchParams({ db: database, epoch: 'ms', q: executed }).toString());
      results.set(asked.refId, resultOf(reply, asked, executed));
    }
    return { status: httpStatusOf([...results.values()]), body: { results: Object.fromEntries(results) } };
  }

  return {
    own, settings: () => settings,
    builtIn: { uid: builtInUid, name: 'Spiketrace (alert rules)', type: 'influxdb', jsonData: { dbName: database, httpMode: 'POST' } },
    async answer(method, path, body) {
      if (path === '/api/ds/query' && method === 'POST') {
        return query(body);
      }
      if (path !== `/api/datasources/uid/${ownUid}`) {
        return undefined;
      }
      return method === 'PUT' ? change(body) : method === 'GET' ? { status: 200, body: { ...own(), url: '', user: '', basicAuth: false, readOnly: false } } : undefined;
    },
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
