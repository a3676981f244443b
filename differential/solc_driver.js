'use strict';

// Standard JSON on standard input, compiler output on standard output.
// The first argument is the directory of the npm package `solc`.
const fs = require('fs');

const solc = require(process.argv[2]);
process.stdout.write(solc.compile(fs.readFileSync(0, 'utf8')));
