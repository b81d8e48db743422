/** Weights of the confidence, fitted by tests/accuracy/calibrate.ts on training seeds 1 to 5 of all kinds of labelled plants. */
export const CONFIDENCE_WEIGHTS = { intercept: -0.578, features: [1.032, 0.318, 2.957, -0.168, 0.864, 1.742, -1.835, -2.57, 1.843, 2.423, 0.583, -0.58, -1.328, 0.398] } as const;
