import path from 'node:path';
import { installPackage } from '../packages.ts';
import type { Tool } from './tool.ts';
import { VERSIONS } from './versions.ts';

/** Installs a tool unless it is there; gives the folder that holds its `node_modules`. */
export async function installTool(folder: string, tool: Tool): Promise<string> {
  const version = VERSIONS[tool.package];
  if (version === undefined) throw new Error(`${tool.package} has no version in versions.ts`);
  const place = path.join(folder, tool.name);
  await installPackage(place, tool.package, version);
  return place;
}
