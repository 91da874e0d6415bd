/** What the key for commands is called on this machine; a letter follows: `⌘K`, `Ctrl K`. */
export const COMMAND = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl ';
