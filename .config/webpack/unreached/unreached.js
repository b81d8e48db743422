// Stands for a function that nothing of ours reaches. Where it is reached after all it says so, and the built panel is driven in tests/e2e.
export const unreached = (name) => () => {
  throw new Error(`${name} was called, and is left out of the build: see .config/webpack/unreached.`);
};
