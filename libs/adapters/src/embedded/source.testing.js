import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
/** Lets a plain Node process require the TypeScript sources beside this file, without a build. */
const hook = (swc, embedded) => `
const Module = require('node:module'), fs = require('node:fs');
const { transformSync } = require(${JSON.stringify(swc)});
require.extensions['.ts'] = (module, file) => module._compile(transformSync(fs.readFileSync(file, 'utf8'), {
  filename: file, swcrc: false, module: { type: 'commonjs', ignoreDynamic: true },
  jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform: { legacyDecorator: true, decoratorMetadata: true } },
}).code, file);
const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  try { return resolve.call(this, name, ...rest); } catch (error) {
    if (!/^\\.{1,2}\\/.*\\.js$/.test(name)) throw error;
    return resolve.call(this, name.slice(0, -3) + '.ts', ...rest);
  }
};
const embedded = require(${JSON.stringify(embedded)});
`;
/** Another process with the embedded adapter as `embedded`; `script` is plain JavaScript in an async function. */
export function startChild(script) {
    const dir = mkdtempSync(join(tmpdir(), 'chignon-child-'));
    const main = join(dir, 'main.cjs');
    writeFileSync(main, `${hook(createRequire(import.meta.url).resolve('@swc/core'), join(__dirname, 'index.ts'))}\n(async () => {${script}})().catch((error) => { console.log(String(error.code ?? error.message)); process.exit(1); });`);
    const child = spawn(process.execPath, ['-C', '@chignon/source', main], {
        stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = [];
    const waiting = [];
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
        const parts = (rest + text).split('\n');
        rest = parts.pop();
        for (const part of parts)
            (waiting.shift() ?? ((line) => void lines.push(line)))(part);
    });
    const gone = new Promise((resolve) => child.once('close', () => resolve()));
    return {
        pid: child.pid,
        line: () => lines.length
            ? Promise.resolve(lines.shift())
            : new Promise((resolve) => waiting.push(resolve)),
        kill: async () => {
            child.kill('SIGKILL');
            await gone;
            rmSync(dir, { recursive: true, force: true });
        },
    };
}
