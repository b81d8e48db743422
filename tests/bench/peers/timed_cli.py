"""Runs a command line program of Python and prints the CPU time of its work, its imports left out.

    timed_cli.py FOLDER PROGRAM [arguments]

FOLDER holds the modules that PROGRAM imports; PROGRAM prints JSON with `spikes`.
"""
import contextlib, importlib, io, json, os, runpy, sys, time

folder, program = sys.argv[1:3]
sys.path.insert(0, folder)
for name in ("numpy", *(file[:-3] for file in os.listdir(folder) if file == "methods.py")):
    importlib.import_module(name)
sys.argv = [program, *sys.argv[3:]]
printed = io.StringIO()
started = time.process_time()
with contextlib.redirect_stdout(printed):
    runpy.run_path(program, run_name="__main__")
spent = 1000 * (time.process_time() - started)
json.dump({"ms": spent, "spikes": len(json.loads(printed.getvalue())["spikes"])}, sys.stdout)
