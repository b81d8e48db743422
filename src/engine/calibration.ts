/** Weights of the confidence, fitted by tests/accuracy/calibrate.ts on training seeds 1 to 5 of all kinds of labelled plants. */
export const CONFIDENCE_WEIGHTS = { intercept: -0.949, features: [1.089, 2.044, 0.694, 0.362, 0.563, 1.64, -2.044, -1.837, 1.234, 2.367, 0.139, -0.72, -0.896, 0.631, 0.229, 1.462, -1.966, -0.012] } as const;
