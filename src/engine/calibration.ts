/** Weights of the confidence, fitted by tests/accuracy/calibrate.ts on training seeds 1 to 5 of all kinds of labelled plants. */
export const CONFIDENCE_WEIGHTS = { intercept: -1.989, features: [0.789, 2.034, 0.701, -1.668, 1.834, 3.042, -1.504, -1.016, -0.155, 2.424, 0.302, -1.554, 2.335, 0.936, -1.632, 1.692, -2.794, 1.239] } as const;
