/** Weights of the confidence, fitted by tests/accuracy/calibrate.ts on training seeds 1 to 5 of all kinds of labelled plants. */
export const CONFIDENCE_WEIGHTS = { intercept: -0.727, features: [1.158, 0.275, 2.253, 1.3, 0.812, 1.699, -2.499, -2.087, 2.196, 0.818, 0.519, -0.364, -1.78, -0.088] } as const;
