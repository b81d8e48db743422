import { stateClass, type StateClass } from '../base';

/** The classes by which states are drawn are those by which the engine tells spike types; an author's own settings go before them. */
export { stateClass, type StateClass };

/** How one state is drawn. */
export interface StateLook {
  readonly of: StateClass;
  /** What a dashboard's author chose, as `rgbaOf` reads it; undefined = the class's own. */
  readonly colour?: string;
}

/** What a dashboard's author set, by machine and state as it is named. */
export type StateLooks = ReadonlyMap<string, ReadonlyMap<string, StateLook>>;

export const lookOf = (looks: StateLooks | undefined, machineId: string, state: string): StateLook => looks?.get(machineId)?.get(state) ?? { of: stateClass(state) };
