// The document that goes with a wrapper: its interfaces, its registers, its drivers.
import { registerTable } from "../axi/index.ts";
import { markdownTable } from "../base/markdown.ts";
import type { NetworkPlan } from "../core/index.ts";

/** Names of the streams at its border. */
export const streamsOf = (plan: NetworkPlan) => [
  "s_axis_events",
  ...(plan.hardware.parameters === "loaded" ? ["s_axis_params"] : []),
  "m_axis_classes",
  ...(plan.hardware.outputs.logits ? ["m_axis_logits"] : []),
  ...(plan.hardware.outputs.spikes ? ["m_axis_spikes"] : []),
];

type Row = readonly [name: string, what: string];

const leaving: readonly Row[] = [
  [
    "m_axis_logits",
    "AXI4-Stream: the logit of each class in turn, after every time step; two's complement in whole bytes. TLAST: of the last class, " +
      "after the sequence's last step",
  ],
  [
    "m_axis_spikes",
    "AXI4-Stream: the last layer's spikes as words of 16 bits. Bits 12 to 0: the neuron; 13: the last word of its time step; 14: with " +
      "13, the step is the last of its sequence; 15: the word carries no spike. TLAST: the sequence's last word",
  ],
];

/** The document as Markdown. `top`: the wrapper's. */
export function documentText(top: string, plan: NetworkPlan): string {
  const graded = plan.network.inputs.valueBits > 0;
  const loaded = plan.hardware.parameters === "loaded";
  const interfaces: readonly Row[] = [
    [
      "s_axis_events",
      `AXI4-Stream: a word of ${graded ? 32 : 16} bits an event. Bits 12 to 0: its address; 13: the last of its time step; 14: with 13, ` +
        `the step is the last of its sequence; 15: the step has no event${graded ? "; 31 to 16: its value" : ""}. TLAST says nothing: ` +
        "a transfer may end anywhere and hold many sequences. A beat without bytes (TKEEP 0) is passed over",
    ],
    ...(loaded
      ? [
          [
            "s_axis_params",
            "AXI4-Stream: a transfer for each memory of the parameters, as the network's document says: its number, then its values",
          ] as const,
        ]
      : []),
    [
      "m_axis_classes",
      `AXI4-Stream: a class a beat, in whole bytes. TLAST: ${plan.hardware.outputs.classes === "step" ? "of the sequence's last step" : "always, a class ends its sequence"}`,
    ],
    ...leaving.filter(([name]) => streamsOf(plan).includes(name)),
    [
      "s_axi",
      "AXI4-Lite: registers of 32 bits, below. What is not there, or not to be written, is answered with SLVERR",
    ],
    ["irq", "high while a cause is raised that is enabled"],
  ];
  return `# ${top}

${plan.network.name} as a block of a system. One clock, \`aclk\`; \`aresetn\` is its reset, synchronous, active low.

${markdownTable(
  ["interface", "is"],
  interfaces.map(([name, what]) => [`\`${name}\``, what]),
)}

${registerTable()}

A restart resets the network and nothing else. Events that it has taken are lost; a class that is on offer stays. Parameters stay as
they were loaded, but for a packet that was on its way.

For programs: \`${top}_driver.h\` and \`.c\` in C, \`${top}_driver.py\` in Python.
`;
}
