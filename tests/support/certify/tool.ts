/** Where a tool is run, and whom it is to talk to. */
export interface Place {
  /** Path of an executable of the tool's package. */
  bin(name: string): string;
  /** `http://127.0.0.1:PORT`, without a path. */
  origin: string;
  home: string;
  /** Folder in which it works. */
  project: string;
}

/** A real coding tool: how it is pointed at an address and asked something, without a person. */
export interface Tool {
  /** What it is called in the table, and the folder it is installed in. */
  name: string;
  /** npm package. */
  package: string;
  /** What the program calls it (`client.name`). */
  client: string;
  environment(place: Place): Record<string, string>;
  /** Files to write before, by their path in the project's folder, or in the home where it starts with `~/`. */
  files?(place: Place): Record<string, string>;
  /** Commands to run once before the first question. */
  setUp?(place: Place): string[][];
  /** How it is told of an MCP server at `url`, without having to ask a person before each call. */
  mcp(place: Place, url: string): ToldOfMcp;
  /** The command that asks in a new conversation. */
  ask(place: Place, prompt: string): string[];
  /** The command that asks in the last conversation once more. */
  askAgain(place: Place, prompt: string): string[] | Terminal;
}

export interface ToldOfMcp {
  /** Files to write, as above, in the place of those that are there. */
  files?: Record<string, string>;
  /** Added to the command that asks. */
  flags?: string[];
}

/** A command that goes on with a conversation in a terminal only, where the question has to be typed. */
export interface Terminal {
  line: string[];
  prompt: string;
}

/** The model that every tool asks for. */
export const TOOL_MODEL = 'tool-model';
/** A key for tools that want one; it goes nowhere. */
export const DUMMY_KEY = 'dummy';
