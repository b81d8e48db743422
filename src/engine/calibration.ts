/** Weights of the confidence, fitted by tests/accuracy/calibrate.ts on training seeds 1 to 5 of all kinds of labelled plants. */
export const CONFIDENCE_WEIGHTS = { intercept: -2.36, features: [0.414, 1.125, 1.551, -1.044, 1.005, 3.338, -0.577, -2.573, -0.773, 0.138, -0.101, -1.456, 4.03, -0.214, -2.404, 0.901, -2.995, 1.788, 1.361], below: 0.309, above: 0.998 } as const;
