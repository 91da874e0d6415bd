/** One unit of context, in the order in which the provider serialises it (tools, system, messages). */
export interface Block {
  kind: 'system' | 'tool_schema' | 'text' | 'image' | 'reasoning' | 'tool_call' | 'tool_result' | 'other';
  /** `system`, `user`, `assistant`, `tool`, `developer`, …; `tools` for a schema. */
  role: string;
  /** Tool the block belongs to, where there is one. */
  tool: string | null;
  /** What the model reads: the text itself, or canonical JSON of the part. */
  content: string;
  /** Ids a client makes anew each time (tool call ids), name, marks: on the node, not in the content's hash. JSON or null. */
  envelope: string | null;
  /** Index of the message in the request; -1 for tools and top-level system text. */
  message: number;
}

/** A block with its hash and the node at its place. */
export interface PlacedBlock extends Block {
  hash: string;
  nodeId: string;
  parentId: string | null;
  depth: number;
}

/** The two chains of a request: over all blocks (tools, system, messages), and over the conversation alone. */
export interface PlacedContext {
  /** Every block, in provider order, as one chain from the root. */
  blocks: PlacedBlock[];
  /** Last node of `blocks`; null for an empty request. */
  head: string | null;
  /**
   * Node ids of the conversation-only chain (messages that are not system), for identity: one id a message
   * boundary, with whether an assistant block stands at or before it.
   */
  conversation: { nodeId: string; hasAssistant: boolean }[];
  /** Hash of the start of the system text, by which agents of one session are told apart; null where there is none. */
  systemHash: string | null;
}
