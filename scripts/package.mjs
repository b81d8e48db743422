// Writes artefacts/spiketrace-investigation-app-<version>.zip from dist/, with the one root folder that Grafana expects.
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { root } from './lib/stale.mjs';
import { buildPlugin } from './build.mjs';
import { checkPlugin } from './check-plugin.mjs';

const id = 'spiketrace-investigation-app';
/** 1 January 1980, the first day that a zip knows: the same files give the same zip. */
const dosDate = 0x21;

const table = zlib.crc32 === undefined ? crcTable() : undefined;

await buildPlugin();
const findings = checkPlugin();
if (findings.length > 0) {
  findings.forEach((finding) => console.error(finding));
  process.exitCode = 1;
} else {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const out = join(root, 'artefacts', `${id}-${version}.zip`);
  mkdirSync(join(root, 'artefacts'), { recursive: true });
  const names = filesBelow('').sort();
  writeFileSync(out, zipped(names.map((name) => ({ name: `${id}/${name}`, data: readFileSync(join(root, 'dist', name)) }))));
  console.log(`${out}: ${names.length} files`);
}

function filesBelow(folder) {
  return readdirSync(join(root, 'dist', folder)).flatMap((name) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    return statSync(join(root, 'dist', path)).isDirectory() ? filesBelow(path) : [path];
  });
}

/** PKWARE's APPNOTE 4.3: local headers with data, the central directory, its end. No file here comes near 4 GB. */
function zipped(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { name, data } of files) {
    const packed = zlib.deflateRawSync(data, { level: 9 });
    const path = Buffer.from(name, 'utf8');
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(0, 6);
    common.writeUInt16LE(dosDate, 8);
    common.writeUInt32LE(checksum(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, path, packed]);
    const tail = Buffer.alloc(14);
    // Unix, a plain file that everybody may read.
    tail.writeUInt32LE((0o100644 << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, tail, path]));
    parts.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

/** Node 20 before 20.15 has no crc32 of its own. */
function checksum(data) {
  if (table === undefined) {
    return zlib.crc32(data) >>> 0;
  }
  let crc = 0xffffffff;
  for (const byte of data) {
    crc = table[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function crcTable() {
  return Uint32Array.from({ length: 256 }, (_none, at) => {
    let value = at;
    for (let bit = 0; bit < 8; bit++) {
      value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    }
    return value >>> 0;
  });
}
