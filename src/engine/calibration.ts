/** Weights of the confidence, fitted by tests/accuracy/calibrate.ts on training seeds 1 to 5 of all kinds of labelled plants. */
export const CONFIDENCE_WEIGHTS = { intercept: -2.737, features: [0.555, 1.765, 0.762, -1.513, 1.881, 3.557, -0.976, -0.921, -0.514, 2.15, 0.443, -1.679, 3.232, 0.478, -2.077, 1.645, -2.969, 1.545, 0.865] } as const;
