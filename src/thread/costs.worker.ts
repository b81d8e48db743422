import { expect } from '../engine';
import { bring } from './stations';

/** The third file of the engine: what each state costs. */

bring({ expect });
