// A serial device as a line of the link.
import { setTimeout as wait } from "node:timers/promises";
import { SerialPort } from "serialport";
import { BoardError } from "../error.ts";
import type { Line } from "./link.ts";

/**
 * How often a locked device is asked for, and milliseconds in between: a process that is just being started holds copies of
 * the files that were open, and with them the lock of a port that was closed.
 */
const [LOCK_TRIES, LOCK_MS] = [20, 50];

/** Opens a device: 8 data bits, no parity, one stop bit. @throws BoardError where it cannot be opened */
export async function openSerial(path: string, baud: number): Promise<Line> {
  const port = new SerialPort({ path, baudRate: baud, autoOpen: false });
  const opened = () => new Promise<Error | null>((resolve) => port.open(resolve));
  let error = await opened();
  for (let tries = 1; error !== null && /Cannot lock/.test(error.message) && tries < LOCK_TRIES; tries++) {
    await wait(LOCK_MS);
    error = await opened();
  }
  if (error !== null)
    throw new BoardError(
      `${path}: cannot be opened as a serial port: ${error.message.replace(/^Error: /, "")}`,
    );
  return {
    write: (bytes) =>
      new Promise((written, failed) => {
        port.write(bytes);
        port.drain((problem) =>
          problem ? failed(new BoardError(`${path}: ${problem.message}`)) : written(),
        );
      }),
    onData: (listener) => void port.on("data", listener),
    onEnd(listener) {
      port.on("error", (problem) => listener(problem.message));
      port.on("close", () => listener(`${path} was closed`));
    },
    close: () =>
      new Promise((closed) => {
        if (port.isOpen) port.close(() => closed());
        else closed();
      }),
  };
}
