// Runs one webpack compiler to its end.

/** Returns the seconds it took; rejects with webpack's own text when anything is an error. */
export async function runCompiler(configuration) {
  const { default: webpack } = await import('webpack');
  const began = performance.now();
  const compiler = webpack(configuration);
  const stats = await new Promise((done, fail) => compiler.run((error, result) => (error ? fail(error) : done(result))));
  // close() writes the cache on disk.
  await new Promise((done, fail) => compiler.close((error) => (error ? fail(error) : done())));
  if (stats.hasErrors()) {
    throw new Error(`${configuration.name} does not build:\n${stats.toString({ all: false, errors: true, colors: false })}`);
  }
  return (performance.now() - began) / 1000;
}
