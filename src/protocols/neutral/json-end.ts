/** Follows a JSON object that comes in pieces, as far as to know when it is over. */
export class JsonEnd {
  private depth = 0;
  private inText = false;
  private escaped = false;
  private complete = false;

  /** Whether the object's last brace has come. */
  get over(): boolean {
    return this.complete;
  }

  push(piece: string): void {
    for (let at = 0; at < piece.length && !this.complete; at++) {
      const code = piece.charCodeAt(at);
      if (this.inText) this.within(code);
      else if (code === 0x22) this.inText = true;
      else if (code === 0x7b || code === 0x5b) this.depth++;
      else if (code === 0x7d || code === 0x5d) this.complete = --this.depth <= 0;
    }
  }

  private within(code: number): void {
    if (this.escaped) this.escaped = false;
    else if (code === 0x5c) this.escaped = true;
    else if (code === 0x22) this.inText = false;
  }
}
