// Leaves d3-scale's linear scales what ours use of them: ticks, their text and round ends are of src/chart/ticks.ts, and a domain has two ends.
const LESS = [['return linearish(scale);', 'return scale;'], ['n > 2 ? polymap : bimap', 'bimap']];

/** @throws where another version of d3-scale is written otherwise, so that nobody believes it to be as small */
module.exports = (source) => LESS.reduce((text, [whole, less]) => {
  if (!text.includes(whole)) {
    throw new Error(`d3-scale has no "${whole}" any more: look at .config/webpack/linear.cjs.`);
  }
  return text.replace(whole, less);
}, source);
