// `?built`: panel and data source as they were built for Grafana, loaded from where it serves them, in the place of their sources: on the dashboard and
// in the settings. The gallery reaches into the panel and shows its sources always.
import * as emotion from '@emotion/css';
import * as data from '@grafana/data';
import * as runtime from '@grafana/runtime';
import * as ui from '@grafana/ui';
import React from 'react';
import * as rxjs from 'rxjs';
import * as operators from 'rxjs/operators';

/** What Grafana shares with plugins, as far as ours name it. */
const shared: Readonly<Record<string, unknown>> = {
  '@emotion/css': emotion, '@grafana/data': data, '@grafana/runtime': runtime, '@grafana/ui': ui, react: React, rxjs, 'rxjs/operators': operators,
};

type Make = (...given: unknown[]) => unknown;

/**
 * The exports of one built module, which finds its further files by its own address, as in Grafana.
 * @throws Error when it is not served, or names what is not shared
 */
export function builtModule<T>(address: string): Promise<T> {
  return new Promise((done, fail) => {
    const script = document.createElement('script');
    const define = (names: readonly string[], make: Make): void => {
      const missing = names.find((name) => name !== 'module' && shared[name] === undefined);
      if (missing === undefined) {
        done(make(...names.map((name) => (name === 'module' ? { uri: script.src } : shared[name]))) as T);
      } else {
        fail(new Error(`${address} asks for ${missing}, which is not shared.`));
      }
    };
    Object.assign(window, { define: Object.assign(define, { amd: {} }) });
    script.addEventListener('error', () => fail(new Error(`${address} is not served: npm run build writes it.`)));
    script.src = address;
    document.head.append(script);
  });
}
