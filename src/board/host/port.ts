// A serial device as a line of the link.
import { SerialPort } from "serialport";
import { BoardError } from "../error.ts";
import type { Line } from "./link.ts";

/** Opens a device: 8 data bits, no parity, one stop bit. @throws BoardError where it cannot be opened */
export function openSerial(path: string, baud: number): Promise<Line> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate: baud, autoOpen: false });
    port.open((error) => {
      if (error !== null)
        return reject(
          new BoardError(
            `${path}: cannot be opened as a serial port: ${error.message.replace(/^Error: /, "")}`,
          ),
        );
      resolve({
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
      });
    });
  });
}
