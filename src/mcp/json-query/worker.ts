import { parentPort } from 'node:worker_threads';
import type { Job } from './call.ts';
import { runCall } from './run-call.ts';

parentPort?.on('message', (job: Job) => parentPort?.postMessage(runCall(job)));
