import type { PowerText } from '../../src/chart';

/** Whole kW, as a panel without settings of its own writes them. */
export const IN_KW: PowerText = { unit: 'kW', perKw: 1, decimals: 0, number: (value, decimals = 0) => (Math.abs(value) < 0.5 * 10 ** -decimals ? 0 : value).toFixed(decimals).replace('-', '−') };
