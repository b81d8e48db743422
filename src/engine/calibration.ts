/** Weights of the confidence, fitted by tests/accuracy/calibrate.ts on training seeds 1 to 5 of all kinds of labelled plants. */
export const CONFIDENCE_WEIGHTS = { intercept: -2.48, features: [0.35, 1.559, 1.539, -0.89, 1.172, 3.552, -0.659, -2.67, -0.308, 0.758, -0.103, -1.683, 3.978, -0.317, -2.199, 0.487, -3.036, 1.88, 1.313] } as const;
