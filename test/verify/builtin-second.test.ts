// The second half of the random shapes.
import { testRandomShapes } from "./random-shapes.ts";

testRandomShapes([5, 6, 7, 8]);
