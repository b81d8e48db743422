/** Weights of the confidence, fitted by tests/accuracy/calibrate.ts on training seeds 1 to 5 of all kinds of labelled plants. */
export const CONFIDENCE_WEIGHTS = { intercept: -2.05, features: [0.637, 1.786, 0.249, -1.04, 1.328, 2.732, -0.678, -1.172, -0.106, 3.251, 0.361, -1.821, 3.159, -0.019, -2.201, 1.105, -2.719, 1.573, 0.849] } as const;
