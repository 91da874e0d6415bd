import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createReferenceServer } from './reference/server.ts';

// The reference server over stdio, for whoever starts it as a command.
await createReferenceServer().connect(new StdioServerTransport());
