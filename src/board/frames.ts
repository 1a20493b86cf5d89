// The frames of the serial link: what both ends agree on.

/**
 * A frame in either direction: `sync`, kind, number, length of the payload, payload, checksum (CRC-16 of everything
 * between the sync byte and itself, high byte first).
 */
export const SYNC = 0xa5;

/** Longest payload. */
export const MOST_BYTES = 254;

/** To the board. */
export const request = {
  /** Events; the payload is a word of two bytes an event (four where events carry values), low byte first. */
  events: 1,
  /** Asks for a status; no payload. */
  status: 2,
  /** Begins from the power-up again, the parameters included; no payload, and no answer. */
  restart: 3,
} as const;

/**
 * From the board. The payload of all of them: value (two bytes, low first), status. The number is that of the next
 * events frame; of a class, it counts the classes.
 */
export const reply = {
  /** The network has taken all events of the frame, or had done so before. */
  taken: 0x81,
  /** A frame was not taken; the value is the reason. */
  refused: 0x82,
  /** The value is the class of a sequence. */
  class: 0x83,
  /** The answer to a request for it. */
  status: 0x84,
} as const;

/** Why a frame was not taken. */
export const reason = {
  /** The checksum is not that of the frame. */
  checksum: 1,
  /** No such kind, or a length that does not go with it. */
  content: 2,
  /** Not the number that follows the last frame. */
  order: 3,
  /** The frame stopped half-way. */
  cutShort: 4,
  /** The parameters are not loaded. */
  notLoaded: 5,
} as const;

/** Bits of the status byte. */
export const statusBit = {
  /** The network has its parameters. */
  loaded: 0,
  /** The image in the flash is missing or damaged. */
  badImage: 1,
  /** An illegal event came: see the network's `error_event`. */
  eventError: 2,
  /** A sequence was too long: see the network's `error_length`. */
  lengthError: 3,
} as const;
