// Tells webpack at run time where this plugin's own files are: Grafana's address may have a sub-path or a CDN in front.
// The first import of every entry. `amd-module` is the loader's own `module`; SPIKETRACE_PLUGIN_ID is put in by the compiler.
import amdModule from 'amd-module';

/* global SPIKETRACE_PLUGIN_ID */
__webpack_public_path__ = amdModule && amdModule.uri
  ? amdModule.uri.slice(0, amdModule.uri.lastIndexOf('/') + 1)
  : `public/plugins/${SPIKETRACE_PLUGIN_ID}/`;
