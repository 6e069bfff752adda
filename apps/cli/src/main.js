import { ApiError, ImportError } from '@chignon/client';
import { CorruptionError, Refusal, UnavailableError } from '@chignon/eventing';
import { ConfigError } from '@chignon/service-kit/plain';
import { Command, CommanderError } from 'commander';
import { dropLetter, listLetters, retryLetter, showLetter } from './dead-letters.js';
import { eventStoreUser } from './eventstore-user.js';
import { CliError, UsageError } from './output.js';
import { rebuild, rollback } from './rebuild.js';
import { importSalonPos, printMapping } from './salon.js';
import { withSession } from './session.js';
import { status } from './status.js';
import { token } from './token.js';
import { verify } from './verify.js';
const FAILED = 1;
const MISUSED = 2;
const program = new Command('chignon')
    .description('Operates a Chignon platform: the one that runs, or the one in a data folder.')
    .exitOverride()
    .showHelpAfterError('(chignon --help lists the commands)');
/** A command that works with a platform. */
const onPlatform = (command) => command
    .option('--url <url>', 'the platform to work through (default: the local one, when it runs)')
    .option('--data <dir>', 'the data folder, opened when no platform runs on it (default: .chignon)')
    .option('--token <token>', 'a bearer token (default: CHIGNON_TOKEN, or one made with the key in the data folder)');
const several = (value, before = []) => [
    ...before,
    value,
];
const fail = (well) => void (well || (process.exitCode = FAILED));
program
    .command('token')
    .description('prints a token of the local issuer')
    .requiredOption('--role <role>', 'what its holder may do')
    .option('--store <store>', 'narrows it to a store; may be repeated', several)
    .option('--region <region>', 'narrows it to a region; may be repeated', several)
    .option('--subject <subject>', 'who holds it (default: the role)')
    .option('--hours <hours>', 'how long it is valid (default: 12)')
    .option('--data <dir>', 'the data folder of the platform (default: .chignon)')
    .action((options) => token(options));
onPlatform(program
    .command('verify')
    .description('checks every link of every ledger, and compares messages and read models with them'))
    .option('--json', 'prints one JSON object')
    .action(async (options) => fail(await verify(options, options.json ?? false)));
onPlatform(program
    .command('rebuild')
    .description('rebuilds read models beside the live ones and switches when they are equal')
    .argument('[view]', 'only this one'))
    .option('--accept-differences', 'switches although documents differ: the fold was changed on purpose')
    .option('--json', 'prints one JSON object')
    .action((view, options) => withSession(options, async ({ api }) => fail(await rebuild(api, view, options.acceptDifferences ?? false, options.json ?? false))));
onPlatform(program
    .command('rollback')
    .description('makes the version of a read model before the last rebuild live again')
    .argument('<view>')).action((view, options) => withSession(options, ({ api }) => rollback(api, view)));
const dlq = program.command('dlq').description('messages that could not be handled');
const letters = (command) => onPlatform(command).option('--context <context>', 'only of this context');
letters(dlq.command('list').description('what waits'))
    .option('--json', 'prints one JSON object')
    .action((options) => withSession(options, ({ api }) => listLetters(api, options.context, options.json ?? false)));
letters(dlq.command('show').description('one of them, whole').argument('<id>')).action((id, options) => withSession(options, ({ api }) => showLetter(api, options.context, id)));
letters(dlq.command('retry').description('handles its key again, in order').argument('<id>')).action((id, options) => withSession(options, ({ api }) => retryLetter(api, options.context, id)));
letters(dlq.command('drop').description('gives it up for good').argument('<id>')).action((id, options) => withSession(options, ({ api }) => dropLetter(api, options.context, id)));
onPlatform(program.command('status').description('what runs and what waits'))
    .option('--json', 'prints one JSON object')
    .action((options) => withSession(options, ({ api }) => status(api, options.json ?? false)));
program
    .command('eventstore-user')
    .description('makes the user of EventStoreDB that EVENTSTORE_URL names, with no right but to read $all, as the administrator of EVENTSTORE_ADMIN_URL; may be repeated')
    .action(() => eventStoreUser(process.env));
const imports = program.command('import').description("another system's history");
onPlatform(imports.command('salon-pos').description('exports of a point of sale: docs/import.md'))
    .requiredOption('--from <dir>', 'folder with the CSV files')
    .option('--mapping <file>', "describes another system's columns and formats (JSON)")
    .option('--store <id>', 'imports into this store')
    .option('--dry-run', 'checks everything and writes nothing')
    .option('--errors <file>', 'where rejected rows go', 'import-errors.csv')
    .option('--json', 'prints the report as one JSON object in the last line')
    .action(async (options) => fail(await importSalonPos(options)));
imports
    .command('mapping')
    .description('prints the default mapping')
    .action(() => printMapping());
/** Errors that say all there is to say. */
const expected = (error) => [
    CliError,
    UsageError,
    ImportError,
    ApiError,
    ConfigError,
    Refusal,
    UnavailableError,
    CorruptionError,
].some((kind) => error instanceof kind) ||
    ['data-folder-in-use', 'data-folder-not-private', 'EACCES', 'ENOSPC', 'EROFS'].includes(error.code ?? '');
/** One clear line on standard error; a defect of ours shows its stack. */
function complain(error) {
    if (error instanceof CommanderError)
        return error.exitCode === 0 ? 0 : MISUSED;
    const unreachable = error instanceof TypeError && error.message === 'fetch failed';
    const text = unreachable
        ? 'the platform does not answer any more'
        : expected(error)
            ? error.message
            : (error.stack ?? String(error));
    process.stderr.write(`chignon: ${text}\n`);
    return error instanceof UsageError ? MISUSED : FAILED;
}
// Whoever reads the output may stop reading: `chignon status | head`.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : FAILED));
try {
    await program.parseAsync();
}
catch (error) {
    process.exitCode = complain(error);
}
process.exit();
