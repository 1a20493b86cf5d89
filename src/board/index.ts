// Boards: the network behind a serial line, its flash image, the host's side, and a board in simulation.

export { parameterImage } from "../core/index.ts";
export {
  type BoardDescription,
  boardDesign,
  hasPll,
  loadBoard,
  withClock,
  withDevice,
} from "./description.ts";
export { BoardError } from "./error.ts";
export { BoardLink, type BoardStatus, type Line, type LinkOptions } from "./host/link.ts";
export { openSerial } from "./host/port.ts";
export { flashImage } from "./image.ts";
export { type SimulatedBoard, simulateBoard } from "./simulated.ts";
