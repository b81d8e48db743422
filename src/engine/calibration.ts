/** Weights of the confidence, fitted by tests/accuracy/calibrate.ts on training seeds 1 to 5 of all kinds of labelled plants. */
export const CONFIDENCE_WEIGHTS = { intercept: -0.946, features: [0.985, 2.393, 0.979, 0.132, 0.886, 2.076, -1.716, -1.926, 0.904, 0.856, -0.063, -1.061, -0.818, 0.659, 0.175, 1.661, -2.165, 0.069] } as const;
