// The licences of packages that are in what is built.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './setup.mjs';

const RULE = `\n\n${'-'.repeat(80)}\n\n`;

/** Name, version and licence of each of these folders' packages (`node_modules/NAME`), with its text. */
export function licensesOf(folders) {
  return [...new Set(folders)]
    .sort()
    .map((folder) => {
      const place = path.join(ROOT, folder);
      const about = JSON.parse(readFileSync(path.join(place, 'package.json'), 'utf8'));
      const texts = readdirSync(place)
        .filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file))
        .map((file) => readFileSync(path.join(place, file), 'utf8').trim());
      // Some packages' licence is another than they say in package.json.
      const other = about.license !== 'MIT' && texts.some((text) => /^MIT License/i.test(text));
      const says = other ? `package.json: ${about.license}; the text below: MIT` : about.license;
      return [`${about.name} ${about.version} (${says})`, ...texts].join('\n\n');
    })
    .join(RULE);
}

/** The folder of the package that a file in node_modules is of; null where it is not there. */
export function packageOf(file) {
  return /^(?:.*:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? null;
}
