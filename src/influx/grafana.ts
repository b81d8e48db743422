import type { Dialect } from './dialect';
import { failed } from './failures';
import { readFrames } from './frames-answer';
import type { InfluxSource } from './types';

/** A dialect over the `grafana` wire: the same text, what Grafana would rewrite refused, and the answer as frames. */
export function throughGrafana(dialect: Dialect, language: InfluxSource['dialect']): Dialect {
  return {
    render(request, source) {
      const rendered = dialect.render(request, source);
      return rendered.kind === 'ok' && language === 'influxql' && rendered.value.statement.includes('$')
        ? failed('refused', 'A name in this query holds a “$”, which Grafana’s InfluxDB data source may take for a variable of its own.', 'Use the connection “direct”, or name it otherwise.')
        : rendered;
    },
    read: (answer, request, source) => readFrames(answer, request, source.database, language === 'flux' ? 'flux' : 'influxql'),
  };
}
