'use strict';

// The npm package `solc` as forge expects a compiler to be called: `--version`, and `--standard-json` on standard input.
// The first argument is the directory of the package, the others are forge's.
const fs = require('fs');
const path = require('path');

const [directory, ...options] = process.argv.slice(2);
const solc = require(directory);

// Numbers of built-in declarations are negative, and the WebAssembly build prints them as if they had no sign.
const WRAPPED = 2 ** 32;

function signed(key, value) {
    return Number.isInteger(value) && value > WRAPPED - 1000 && value < WRAPPED ? value - WRAPPED : value;
}

function contents(file) {
    const bases = options.flatMap((option, place) =>
        /^--(base|include)-path$/.test(option) ? [options[place + 1]] : []);
    for (const base of [...bases, '.']) {
        const found = path.resolve(base, file);
        if (fs.existsSync(found)) return { contents: fs.readFileSync(found, 'utf8') };
    }
    return { error: `not found: ${file}` };
}

if (options.includes('--version')) {
    fs.writeSync(1, `solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else {
    const output = JSON.parse(solc.compile(fs.readFileSync(0, 'utf8'), { import: contents }), signed);
    process.stdout.write(JSON.stringify(output));
}
