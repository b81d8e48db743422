/** Weights of the confidence, fitted by tests/accuracy/calibrate.ts on training seeds 1 to 5 of all kinds of labelled plants. */
export const CONFIDENCE_WEIGHTS = { intercept: -0.49, features: [1.158, 0.568, 1.239, 1.094, 0.698, 1.297, -2.458, -2.052, 2.365, 0.882, 0.163, -0.499, -1.79, 0.994] } as const;
