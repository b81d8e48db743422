// Loaded before a program (`node --import`): when it ends, writes what it took to file descriptor 3 as JSON.
import { writeSync } from 'node:fs';

process.once('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeSync(3, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, memoryBytes: 1024 * maxRSS }));
});
