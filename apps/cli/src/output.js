import { SingleBar } from 'cli-progress';
/** The command line was used wrongly: exit code 2. */
export class UsageError extends Error {
    name = 'UsageError';
}
/** The command could not do what was asked: one clear line, exit code 1. */
export class CliError extends Error {
    name = 'CliError';
}
/** What people read. */
export const say = (text) => void process.stdout.write(`${text}\n`);
/** What programs read: one JSON object, the last line. */
export const sayJson = (value) => void process.stdout.write(`${JSON.stringify(value)}\n`);
/** A cell of a table on a terminal: control characters could move its cursor. */
export const plain = (text) => String(text).replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '?');
/** Progress on standard error: bars on a terminal, a line a finished step otherwise. */
export class Progress {
    bar;
    current = '';
    /** @param of what is being worked on; a new text begins a new bar. `total` 0: not known. */
    at(of, done, total) {
        if (!process.stderr.isTTY) {
            if (total > 0 && done === total)
                process.stderr.write(`${of}: ${done} of ${total}\n`);
            return;
        }
        if (this.current !== of) {
            this.stop();
            this.current = of;
            this.bar = new SingleBar({
                format: total > 0 ? '{of} [{bar}] {value}/{total}' : '{of} {value}',
                hideCursor: true,
                stream: process.stderr,
            });
            this.bar.start(total || Number.MAX_SAFE_INTEGER, done, { of: of.padEnd(28) });
        }
        this.bar?.update(done);
    }
    stop() {
        this.bar?.stop();
        this.bar = undefined;
        this.current = '';
    }
}
