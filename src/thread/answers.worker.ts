import { answers } from '../engine';
import { bring } from './stations';

/** The second file of the engine: ledgers, kinds, evidence, demand windows. */

bring({ answers });
