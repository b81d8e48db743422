/** Weights of the confidence, fitted by tests/accuracy/calibrate.ts on training seeds 1 to 5 of all kinds of labelled plants. */
export const CONFIDENCE_WEIGHTS = { intercept: -2.236, features: [0.726, 1.63, 1.061, -1.794, 2.221, 3.288, -0.708, -0.958, -0.673, 2.463, 0.377, -1.691, 2.758, 0.351, -1.923, 2.624, -2.873, 1.493] } as const;
