import type { AnnotationQuery, AnnotationSupport } from '@grafana/data';
import type { SpiketraceQuery } from './types';

/** Annotations of any dashboard: spikes with their contributor, or shifts, as regions. Grafana's standard editor and reading of frames serve. */

/** Spikes, unless shifts are chosen. */
export function annotationSupport(): AnnotationSupport<SpiketraceQuery> {
  return {
    getDefaultQuery: () => ({ kind: 'findings', meter: '', line: '' }),
    prepareQuery: (annotation: AnnotationQuery<SpiketraceQuery>) => {
      const query = annotation.target ?? { refId: 'Anno' };
      return { ...query, kind: query.kind === 'shifts' ? 'shifts' : 'findings', annotation: true };
    },
  };
}
