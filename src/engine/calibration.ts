/** Weights of the confidence, fitted by tests/accuracy/calibrate.ts on training seeds 1 to 5 of all kinds of labelled plants. */
export const CONFIDENCE_WEIGHTS = { intercept: -2.386, features: [0.752, 1.749, 1.142, -1.541, 2.033, 3.378, -1.001, -0.982, -0.413, 2.353, 0.433, -1.643, 2.644, 0.53, -1.792, 2.32, -2.898, 1.563] } as const;
