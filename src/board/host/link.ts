// The host's end of the serial link: requests that are answered, repeated where they are lost, and classes.
import type { EventSequence } from "../../network/integer.ts";
import { BoardError } from "../error.ts";
import { reason, reply, request, statusBit } from "../frames.ts";
import { eventPayloads } from "./events.ts";
import { encodeFrame, type Frame, FrameDecoder } from "./frame.ts";

/** A serial line, as far as the link needs it. */
export interface Line {
  write(bytes: Uint8Array): Promise<void>;
  /** Called with whatever arrives. */
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Called once if the line is gone. */
  onEnd(listener: (why: string) => void): void;
  close(): Promise<void>;
}

export interface LinkOptions {
  /** Milliseconds until a request counts as lost. Default 1000. */
  readonly answerMs?: number;
  /** Milliseconds from the last event of a sequence to its class. Default 10,000. */
  readonly classMs?: number;
  /** How often a lost or broken request is sent. Default 5. */
  readonly attempts?: number;
}

export interface BoardStatus {
  readonly loaded: boolean;
  readonly badImage: boolean;
  readonly eventError: boolean;
  readonly lengthError: boolean;
}

interface Reply {
  readonly kind: number;
  readonly number: number;
  readonly value: number;
  readonly status: BoardStatus;
}

const statusOf = (byte: number): BoardStatus => ({
  loaded: Boolean(byte & (1 << statusBit.loaded)),
  badImage: Boolean(byte & (1 << statusBit.badImage)),
  eventError: Boolean(byte & (1 << statusBit.eventError)),
  lengthError: Boolean(byte & (1 << statusBit.lengthError)),
});

function replyOf({ kind, number, payload }: Frame): Reply | null {
  if (payload.length !== 3) return null;
  return { kind, number, value: payload[0]! + payload[1]! * 256, status: statusOf(payload[2]!) };
}

const refusals: Readonly<Record<number, string>> = {
  [reason.checksum]: "the frame arrived damaged",
  [reason.content]: "the board does not know such a frame",
  [reason.order]: "the frame came out of order",
  [reason.cutShort]: "the frame arrived incomplete",
  [reason.notLoaded]: "the board has no parameters",
};

/** Messages that one side puts in and the other waits for. */
class Inbox {
  private readonly waiting: ((reply: Reply | null) => void)[] = [];
  private readonly arrived: Reply[] = [];

  put(message: Reply): void {
    const next = this.waiting.shift();
    if (next === undefined) this.arrived.push(message);
    else next(message);
  }

  clear(): void {
    this.arrived.length = 0;
  }

  /** The next message; null where none comes in time. */
  take(ms: number): Promise<Reply | null> {
    const first = this.arrived.shift();
    if (first !== undefined) return Promise.resolve(first);
    return new Promise((resolve) => {
      const settle = (message: Reply | null) => {
        clearTimeout(timer);
        resolve(message);
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(settle), 1);
        resolve(null);
      }, ms);
      this.waiting.push(settle);
    });
  }
}

/** A board at the other end of a line. One call at a time. */
export class BoardLink {
  private readonly line: Line;
  private readonly options: Required<LinkOptions>;
  private readonly answers = new Inbox();
  private readonly classes = new Inbox();
  private readonly decoder = new FrameDecoder();
  /** Number of the next events frame; null until the board has said it. */
  private next: number | null = null;
  private gone: string | null = null;
  /** Requests that had to be sent again. */
  repeated = 0;

  constructor(line: Line, { answerMs = 1000, classMs = 10_000, attempts = 5 }: LinkOptions = {}) {
    this.line = line;
    this.options = { answerMs, classMs, attempts };
    line.onData((bytes) => {
      for (const frame of this.decoder.push(bytes)) {
        const message = replyOf(frame);
        if (message === null) continue;
        (message.kind === reply.class ? this.classes : this.answers).put(message);
      }
    });
    line.onEnd((why) => {
      this.gone = why;
    });
  }

  /** Replies that arrived damaged. */
  get broken(): number {
    return this.decoder.broken;
  }

  private async send(frame: Frame): Promise<Reply> {
    const bytes = encodeFrame(frame);
    for (let attempt = 0; attempt < this.options.attempts; attempt++) {
      if (this.gone !== null) throw new BoardError(`the board is gone: ${this.gone}`);
      if (attempt > 0) this.repeated += 1;
      this.answers.clear();
      await this.line.write(bytes);
      const answer = await this.answers.take(this.options.answerMs);
      if (answer === null) continue;
      const damaged = [reason.checksum, reason.cutShort].some((r) => r === answer.value);
      if (answer.kind !== reply.refused || !damaged) return answer;
    }
    throw new BoardError(
      `no answer from the board after ${this.options.attempts} attempts of ${this.options.answerMs} ms; ` +
        "is it the right port, and is the bitstream loaded?",
    );
  }

  /** Asks how the board is. @throws BoardError where it does not answer */
  async status(): Promise<BoardStatus> {
    const answer = await this.send({ kind: request.status, number: 0, payload: new Uint8Array() });
    if (answer.kind !== reply.status)
      throw new BoardError(refusals[answer.value] ?? "the board answers something else");
    this.next = answer.number;
    return answer.status;
  }

  /** Lets the board begin from its power-up again: clears error flags, loads the parameters anew. */
  async restart(): Promise<void> {
    await this.line.write(encodeFrame({ kind: request.restart, number: 0, payload: new Uint8Array() }));
    this.next = null;
    await this.ready();
  }

  /** Waits until the parameters are loaded. @throws BoardError where the image in the flash is bad, or never loaded */
  async ready(withinMs = 10_000): Promise<void> {
    const end = performance.now() + withinMs;
    for (;;) {
      const status = await this.status();
      if (status.badImage) throw new BoardError("the parameters in the board's flash are missing or damaged");
      if (status.loaded) return;
      if (performance.now() > end)
        throw new BoardError(`the board has not loaded its parameters in ${withinMs} ms`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Sends one sequence and waits for its class. @throws BoardError where the board refuses it or gives no class */
  async classify(sequence: EventSequence, graded: boolean): Promise<number> {
    if (this.next === null) await this.status();
    this.classes.clear();
    for (const payload of eventPayloads(sequence, graded)) {
      const number = this.next!;
      const answer = await this.send({ kind: request.events, number, payload });
      this.next = (number + 1) % 256;
      const taken = answer.kind === reply.taken && answer.number === this.next;
      if (!taken)
        throw new BoardError(
          `events refused: ${refusals[answer.value] ?? "the board answers something else"}`,
        );
    }
    const answer = await this.classes.take(this.options.classMs);
    if (answer === null) throw new BoardError(`no class within ${this.options.classMs} ms of the last event`);
    if (answer.status.eventError)
      throw new BoardError("the network was sent an event that it does not allow");
    if (answer.status.lengthError)
      throw new BoardError("the sequence has more steps than the network allows");
    return answer.value;
  }

  close(): Promise<void> {
    return this.line.close();
  }
}
