// The flash image: the bitstream, and the parameters of a network beside it.
import { BoardError } from "./error.ts";

/** The contents of a flash: the bitstream at its beginning, the parameters at `address`, erased (0xff) between. */
export function flashImage(bitstream: Uint8Array, address: number, parameters: Uint8Array): Uint8Array {
  if (bitstream.length > address)
    throw new BoardError(`the bitstream has ${bitstream.length} bytes; the parameters begin at ${address}`);
  const flash = new Uint8Array(address + parameters.length).fill(0xff);
  flash.set(bitstream);
  flash.set(parameters, address);
  return flash;
}
