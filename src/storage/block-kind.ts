/** What a block of context is. */
export type BlockKind =
  | 'system'
  | 'tool_schema'
  | 'text'
  | 'image'
  | 'reasoning'
  | 'tool_call'
  | 'tool_result'
  | 'other';
