'use strict';

// Each line of standard input is standard JSON; each line of standard output is what the compiler says to it.
// The first argument is the directory of the npm package `solc`.
const readline = require('readline');

const solc = require(process.argv[2]);
// Whoever asked may be gone.
process.stdout.on('error', () => process.exit(1));
readline.createInterface({ input: process.stdin }).on('line', (request) => {
  process.stdout.write(solc.compile(request) + '\n');
});
