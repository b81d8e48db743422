/** Weights of the confidence, fitted by tests/accuracy/calibrate.ts on training seeds 1 to 5 of all kinds of labelled plants. */
export const CONFIDENCE_WEIGHTS = { intercept: -0.478, features: [0.944, 0.613, 3.109, -0.513, 1.798, 1.806, -2.93, -2.243, 0.996, 2.747, 0.328, -0.622, -1.12, 0.574] } as const;
