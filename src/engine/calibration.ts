/** Weights of the confidence, fitted by tests/accuracy/calibrate.ts on training seeds 1 to 5 of all kinds of labelled plants. */
export const CONFIDENCE_WEIGHTS = { intercept: -1.17, features: [1.084, 1.638, 1.182, -0.37, 1.007, 2.143, -2.074, -1.76, 0.213, 2.201, 0.171, -0.799, -0.495, 0.662, 0.178, 2.287, -2.228, 0.264] } as const;
