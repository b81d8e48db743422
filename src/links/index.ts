// Links to one investigation: written, read, matched against what is there today.
export { investigationPath, type InvestigationLink } from './path';
export { fingerprint, parseSeen, plainKw, seenParam, type SeenLink } from './seen';
export { matchSpike, parseSpike, spikeParam, type SpikeLink } from './spike';
