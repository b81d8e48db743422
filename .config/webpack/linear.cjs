// Leaves d3-scale's linear scales what ours use of them: ticks, their text and round ends are of src/chart/ticks.ts, and a domain has two ends.
module.exports = (source) => source.replace('return linearish(scale);', 'return scale;').replace('n > 2 ? polymap : bimap', 'bimap');
