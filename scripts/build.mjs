// `npm run build`: installs what is missing and builds `dist`, where it is not up to date.
import { SetupFailed, setUp } from './setup.mjs';

try {
  await setUp();
} catch (error) {
  if (!(error instanceof SetupFailed)) throw error;
  process.exit(error.exitCode);
}
