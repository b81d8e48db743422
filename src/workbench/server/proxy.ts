// A stand-in for Grafana's data-source proxy: interprets the routes of the plugin's own manifest as Grafana 12.3.0 does.

/** One entry of `routes` in plugin.json, as far as we use it. */
export interface Route {
  readonly path: string;
  readonly method?: string;
  readonly url?: string;
  readonly reqRole?: string;
  readonly reqAction?: string;
  readonly headers?: readonly { readonly name: string; readonly content: string }[];
}

export interface SourceSettings {
  readonly jsonData: Readonly<Record<string, string>>;
  readonly secureJsonData: Readonly<Record<string, string>>;
}

export type Decision =
  | { readonly kind: 'forward'; readonly url: string; readonly headers: Readonly<Record<string, string>> }
  /** 403: a route matched whose action nobody holds. */
  | { readonly kind: 'denied'; readonly status: 403; readonly message: string }
  /** 502: no route matched, so the request goes to the data source's own address, which is empty. */
  | { readonly kind: 'unmatched'; readonly status: 502; readonly message: string };

/**
 * What Grafana would do with `method path` (the path behind `/proxy/uid/<uid>/`, no query).
 * The match is a bare prefix of the cleaned path and the first one wins; what follows the prefix is appended to the route's address.
 */
export function decide(routes: readonly Route[], settings: SourceSettings, method: string, path: string): Decision {
  const asked = cleaned(path);
  for (const route of routes) {
    const anyMethod = route.method === undefined || route.method === '' || route.method === '*';
    const prefix = cleaned(route.path);
    if ((!anyMethod && route.method !== method) || prefix === '' || !asked.startsWith(prefix)) {
      continue;
    }
    if (route.reqAction !== undefined || route.url === undefined) {
      return { kind: 'denied', status: 403, message: 'plugin proxy route access denied' };
    }
    const headers: Record<string, string> = {};
    for (const header of route.headers ?? []) {
      const content = filled(header.content, settings);
      if (content !== '') {
        headers[header.name] = content;
      }
    }
    return { kind: 'forward', url: filled(route.url, settings) + path.slice(route.path.length), headers };
  }
  return { kind: 'unmatched', status: 502, message: 'no Host in request URL' };
}

/** `..` and doubled slashes resolved below the root, as Grafana's CleanRelativePath does. */
function cleaned(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') {
      parts.pop();
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return parts.join('/');
}

/** The two templates that our manifest uses; anything else is an error of ours and is said so. */
function filled(template: string, { jsonData, secureJsonData }: SourceSettings): string {
  return template.replace(/\{\{\s*(?:orEmpty\s+)?\.(\w+)\.(\w+)\s*\}\}/g, (_whole, bag: string, name: string) => {
    const values = bag === 'JsonData' ? jsonData : bag === 'SecureJsonData' ? secureJsonData : undefined;
    if (values === undefined) {
      throw new Error(`The workbench knows no template .${bag}.${name}.`);
    }
    return values[name] ?? '';
  });
}
