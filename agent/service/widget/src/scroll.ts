/** Keeps the newest words in sight without pulling the reader away from older ones. */

const NEAR = 90; // px from the end that still count as "at the end"

export class Scroll {
  #pinned = true;
  #anchor: HTMLElement | null = null; // the newest question: its answer is read from the top

  constructor(
    private readonly list: HTMLElement,
    private readonly moved: (pinned: boolean) => void,
  ) {
    list.addEventListener("scroll", () => this.#look(), { passive: true });
  }

  /** Follow what comes after this entry. */
  follow(anchor: HTMLElement): void {
    this.#anchor = anchor;
    this.#pinned = true;
  }

  /** After new content: go where the reader wants to be. */
  settle(): void {
    if (this.#pinned) this.list.scrollTop = this.#target();
    this.#look();
  }

  /** Whether the reader is at older words, where nothing may move. */
  get away(): boolean {
    return !this.#pinned;
  }

  toEnd(): void {
    this.#anchor = null;
    this.#pinned = true;
    this.list.scrollTop = this.list.scrollHeight;
  }

  #end(): number {
    return this.list.scrollHeight - this.list.clientHeight;
  }

  /** The end, but never past the beginning of the newest question. */
  #target(): number {
    const end = this.#end();
    if (!this.#anchor?.isConnected) return end;
    const top = this.#anchor.getBoundingClientRect().top - this.list.getBoundingClientRect().top;
    return Math.min(end, this.list.scrollTop + top - 12);
  }

  #look(): void {
    const pinned = this.list.scrollTop >= Math.min(this.#end(), this.#target()) - NEAR;
    this.#pinned = pinned;
    this.moved(this.list.scrollTop >= this.#end() - NEAR);
  }
}
