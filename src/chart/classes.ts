/** The classes by which states are drawn are those by which the engine tells spike types. */
export { stateClass, type StateClass } from '../base';
