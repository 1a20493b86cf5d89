// The first half of the random shapes.
import { testRandomShapes } from "./random-shapes.ts";

testRandomShapes([1, 2, 3, 4]);
