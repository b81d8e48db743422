/** Every meter stands in the tree once, whatever the map says of parents. */
import { expect, test } from 'vitest';
import { meterTree, type MeterNode, type MeterSource } from '../../src/influx';

const meter = (id: string, parent: string | null, kind: MeterSource['kind'] = 'power'): MeterSource => ({ id, parent, kind, measurement: 'em', field: 'kw', tags: {} });
const shape = ({ meter: { id }, children, problem }: MeterNode): unknown => [id, ...(problem === undefined ? [] : [problem]), ...children.map(shape)];
const tree = (...meters: MeterSource[]) => meterTree({ zone: 'UTC', meters, machines: [] }).map(shape);

test('meters of kW and registers share one tree', () => {
  expect(tree(meter('incomer', null), meter('feeder', 'incomer', 'counter'), meter('oven', 'feeder'), meter('press', 'incomer'))).toEqual([['incomer', ['feeder', ['oven']], ['press']]]);
});

test('a parent that is not there and parents in a circle are named, and nothing is lost', () => {
  expect(tree(meter('a', 'gone'), meter('b', 'c'), meter('c', 'b'), meter('d', 'b'), meter('e', 'e'))).toEqual([
    ['a', 'its parent “gone” is not in the plant map'], ['b', 'its parents lead back to itself', ['d']], ['c', 'its parents lead back to itself'], ['e', 'its parents lead back to itself'],
  ]);
});
