import type { Investigation } from '../engine';
import type { VerdictDraft } from '../workflow';
import type { Plant } from './useAnswer';

/** States by the names that a dashboard's author gave them: what is computed and stored keeps the data's own, what is read has the author's. */

/** By machine and state as it came; absent = its own name. */
export type StateNames = ReadonlyMap<string, ReadonlyMap<string, string>>;

const nameOf = (names: StateNames, machineId: string | undefined, state: string): string => names.get(machineId ?? '')?.get(state) ?? state;

/** The state as it came. */
export const cameAs = (names: StateNames, machineId: string | undefined, name: string): string => [...names.get(machineId ?? '') ?? []].find(([, one]) => one === name)?.[0] ?? name;

export const namedPlant = (plant: Plant, names: StateNames): Plant => ({
  ...plant, machines: plant.machines.map((log) => ({ ...log, states: log.states.map((state) => nameOf(names, log.machineId, state)) })),
});

export const namedResult = (result: Investigation, names: StateNames): Investigation => ({
  ...result,
  findings: result.findings.map((finding) => ({ ...finding, causes: finding.causes.map((cause) => ({ ...cause, state: nameOf(names, cause.machines[0], cause.state) })) })),
  notices: result.notices.map((notice) => (notice.silence ? { ...notice, silence: { ...notice.silence, state: nameOf(names, notice.silence.machineId, notice.silence.state) } } : notice)),
  machines: result.machines.map((facts) => ({ ...facts, states: facts.states.map((one) => ({ ...one, state: nameOf(names, facts.machineId, one.state) })) })),
});

/** A verdict with another name of its state: one way to be read, the other to be stored. */
export const withState = <T extends VerdictDraft>(verdict: T, names: StateNames, rename: typeof nameOf): T =>
  (verdict.state === undefined ? verdict : { ...verdict, state: rename(names, verdict.machines[0], verdict.state) });

export const namedVerdict = <T extends VerdictDraft>(verdict: T, names: StateNames): T => withState(verdict, names, nameOf);
