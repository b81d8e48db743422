// In the place of methods of d3-selection that neither its brush and zoom nor ours call: see unreached.js, which cannot be asked for from their folder.
export default function () {
  throw new Error('A method of d3-selection was called that is left out of the build: see .config/webpack/unreached.');
}
