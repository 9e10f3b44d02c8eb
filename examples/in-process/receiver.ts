/** A receiver of uncompressed packets, written from the wire's description alone: the one that the README's test judges. */

const GREETING_LENGTH = 64;
const OFFSETS_AT = 320;
const BYTES_A_PACKET = 512 * 1024;

interface Block {
  name: string;
  usedLength: number;
  bytes: Uint8Array;
}

interface Settings {
  pageSize: number;
  channels: number;
  blocks: Block[];
}

/** A page whose data is still to come. */
type Page = Uint8Array;

interface Connection {
  greeted: boolean;
  unread: Uint8Array;
  awaited: Page[];
}

/** Writes pages into the blocks it is given. Throws an Error for whatever it does not take. */
export class PlainReceiver {
  readonly #settings: Settings;
  readonly #packetLength: number;
  readonly #connections = new Map<number, Connection>();
  readonly #ids = new Set<number>();

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#packetLength = OFFSETS_AT + 8 * this.#pageCount;
  }

  feed(number: number, bytes: Uint8Array): void {
    const connection = this.#connection(number);
    connection.unread = joined(connection.unread, bytes);
    while (this.#step(connection));
  }

  end(number: number): void {
    const { greeted, unread, awaited } = this.#connection(number);
    if (!greeted || unread.length > 0 || awaited.length > 0) throw new Error("a cut stream");
    this.#connections.delete(number);
  }

  finish(): void {
    for (const number of this.#connections.keys()) this.end(number);
  }

  get #pageCount(): number {
    return BYTES_A_PACKET / this.#settings.pageSize;
  }

  #connection(number: number): Connection {
    const known = this.#connections.get(number);
    if (known) return known;
    const connection = { greeted: false, unread: new Uint8Array(), awaited: [] };
    this.#connections.set(number, connection);
    return connection;
  }

  /** False when more bytes are needed. */
  #step(connection: Connection): boolean {
    const { greeted, awaited } = connection;
    const length = awaited[0]?.length ?? (greeted ? this.#packetLength : GREETING_LENGTH);
    if (connection.unread.length < length) return false;
    const bytes = connection.unread.subarray(0, length);
    connection.unread = connection.unread.subarray(length);
    if (awaited.length > 0) awaited.shift()!.set(bytes);
    else if (greeted) connection.awaited = this.#readPacket(bytes);
    else connection.greeted = this.#readGreeting(bytes);
    return true;
  }

  #readGreeting(bytes: Uint8Array): true {
    checkStart(bytes);
    if (bytes.subarray(8, 24).some((byte) => byte !== 0)) throw new Error("another guest's uuid");
    const id = bytes[24];
    if (id >= this.#settings.channels) throw new Error(`channel ${id} of too few`);
    if (this.#ids.has(id)) throw new Error(`channel ${id} is taken`);
    this.#ids.add(id);
    return true;
  }

  /** Clears the zero pages and returns the normal ones. */
  #readPacket(bytes: Uint8Array): Page[] {
    checkStart(bytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const flags = view.getUint32(8);
    const allocated = view.getUint32(12);
    const normal = view.getUint32(16);
    const zero = view.getUint32(32);
    if (allocated > this.#pageCount) throw new Error(`${allocated} pages do not fit`);
    if (normal + zero > allocated) throw new Error(`${normal} + ${zero} pages of ${allocated}`);
    if (normal + zero === 0) return [];
    if ((flags & 0x0e) !== 0) throw new Error(`flags ${flags}: compressed`);
    const block = this.#block(bytes.subarray(64, OFFSETS_AT));
    const pages = Array.from(
      { length: normal + zero },
      (_, i) => this.#page(block, view.getBigUint64(OFFSETS_AT + 8 * i)),
    );
    for (const page of pages.slice(normal)) page.fill(0);
    return pages.slice(0, normal);
  }

  #block(field: Uint8Array): Block {
    const nul = field.subarray(0, 255).indexOf(0);
    const name = new TextDecoder().decode(field.subarray(0, nul < 0 ? 255 : nul));
    const block = this.#settings.blocks.find((block) => block.name === name);
    if (!block) throw new Error(`no block ${name}`);
    return block;
  }

  #page(block: Block, offset: bigint): Page {
    const end = offset + BigInt(this.#settings.pageSize);
    if (end > block.usedLength) throw new Error(`${offset} is behind the end of ${block.name}`);
    return block.bytes.subarray(Number(offset), Number(end));
  }
}

/** Greetings and packets begin alike. */
function checkStart(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(0) !== 0x11223344) throw new Error("a wrong magic");
  if (view.getUint32(4) !== 1) throw new Error("a wrong version");
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
