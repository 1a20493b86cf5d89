// Shapes that between them use every option of the hardware; weights come from the seed.
import { random, randomShape, type Shape, type ShapeChoice } from "../../src/verify/index.ts";

const choices: readonly (ShapeChoice & { name: string })[] = [
  {
    name: "odd",
    channels: 11,
    valueBits: 0,
    layers: [{ neurons: 13, dim: 5, reset: "zero" }],
    classes: 3,
    lastSteps: null,
    mode: "mean-logits",
    hardware: {
      lanes: { spike: 4, memory: 6, update: 2, readout: 2 },
      parameters: "loaded",
      mapping: "pipelined",
      overlap: true,
      dependencyBreaking: true,
      banks: "separate",
    },
  },
  {
    name: "plain",
    valueBits: 0,
    layers: [
      { neurons: 9, dim: 0, reset: "subtract" },
      { neurons: 7, dim: 0, reset: "zero" },
    ],
    hardware: { lanes: { spike: 3, memory: 3 }, parameters: "loaded", mapping: "pipelined", overlap: true },
  },
  {
    name: "three",
    valueBits: 0,
    layers: [
      { neurons: 6, dim: 1, reset: "zero" },
      { neurons: 5, dim: 1, reset: "subtract" },
      { neurons: 4, dim: 1, reset: "zero" },
    ],
    hardware: { lanes: { spike: 1, memory: 1, update: 1 }, parameters: "loaded", mapping: "pipelined" },
  },
  {
    name: "large_memory",
    channels: 1,
    valueBits: 8,
    maxPerStep: 300,
    layers: [{ neurons: 20, dim: 100, dilation: 1, reset: "zero" }],
    classes: 10,
    hardware: {
      lanes: { spike: 16, memory: 16, update: 4, readout: 4 },
      parameters: "loaded",
      mapping: "pipelined",
      overlap: true,
      dependencyBreaking: true,
    },
  },
  {
    name: "graded",
    valueBits: 4,
    maxPerStep: 60,
    layers: [
      { neurons: 10, dim: 3, reset: "subtract" },
      { neurons: 11, dim: 2 },
    ],
    mode: "mean-membrane",
    lastSteps: 5,
    hardware: { lanes: { spike: 5, memory: 10, update: 3 }, parameters: "loaded", mapping: "pipelined" },
  },
  {
    name: "hold",
    layers: [{ neurons: 12, dim: 5, dilation: 3, refresh: "hold" }],
    hardware: {
      lanes: { spike: 4, memory: 4, update: 1 },
      parameters: "loaded",
      overlap: false,
      mapping: "pipelined",
    },
  },
  {
    name: "skip",
    layers: [
      { neurons: 8, dim: 5, dilation: 4, refresh: "skip" },
      { neurons: 5, dim: 3, dilation: 2, refresh: "skip" },
    ],
    hardware: {
      lanes: { spike: 8, memory: 2, update: 2 },
      parameters: "loaded",
      overlap: true,
      dependencyBreaking: false,
      mapping: "pipelined",
      banks: "joint",
    },
  },
  {
    name: "shared",
    valueBits: 2,
    layers: [
      { neurons: 9, dim: 3, dilation: 1, reset: "zero" },
      { neurons: 6, dim: 0, reset: "subtract" },
      { neurons: 10, dim: 5, dilation: 2, refresh: "hold", reset: "zero" },
    ],
    hardware: {
      lanes: { spike: 6, memory: 3, update: 2 },
      parameters: "loaded",
      mapping: "shared",
      overlap: true,
    },
  },
  {
    name: "shared_baked",
    valueBits: 0,
    layers: [
      { neurons: 7, dim: 2, reset: "subtract" },
      { neurons: 8, dim: 4, reset: "subtract" },
    ],
    hardware: {
      lanes: { spike: 2, memory: 4, update: 1 },
      parameters: "baked",
      mapping: "shared",
      overlap: false,
      dependencyBreaking: false,
    },
  },
  {
    name: "baked",
    valueBits: 0,
    layers: [
      { neurons: 21, dim: 8, reset: "zero", dilation: 1 },
      { neurons: 16, dim: 8, reset: "zero", dilation: 1 },
    ],
    hardware: {
      lanes: { spike: 8, memory: 8, update: 3 },
      parameters: "baked",
      mapping: "pipelined",
      overlap: true,
      banks: "joint",
      dependencyBreaking: true,
    },
  },
  {
    name: "held_baked",
    valueBits: 3,
    maxPerStep: 40,
    layers: [
      { neurons: 9, dim: 3, dilation: 2, refresh: "hold", reset: "subtract" },
      { neurons: 6, dim: 0, reset: "zero" },
    ],
    hardware: {
      lanes: { spike: 4, memory: 2, update: 1, readout: 2 },
      parameters: "baked",
      mapping: "shared",
      dataflow: "neuron-stationary",
      clockGating: "enable",
    },
  },
  {
    name: "lists",
    valueBits: 3,
    maxPerStep: 60,
    layers: [
      { neurons: 13, dim: 4, dilation: 2, refresh: "hold", reset: "subtract" },
      { neurons: 9, dim: 2, dilation: 1, reset: "zero" },
    ],
    hardware: {
      lanes: { spike: 6, memory: 2, update: 1 },
      parameters: "loaded",
      mapping: "pipelined",
      overlap: true,
      dataflow: "neuron-stationary",
    },
  },
];

/** The named shapes, in order: what is left open above is drawn from a fixed seed. */
export const namedShapes: readonly Shape[] = choices.map((choice, i) =>
  randomShape(random(4100 + i), choice),
);
