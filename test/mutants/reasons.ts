// Edits that change nothing although no induction shows it, one by one, each with a reason that a reader can check.

import type { Reason } from "./reason.ts";

const RESETS = ["reset lost", "reset to another value"];
const NUMBERS = ["number off by one", "bit of a number flipped"];

/** Of baked parameters: with loaded ones the loader asks whether any sequence is under way. */
const MOST_UNDER_WAY =
  "Without a loader the count of sequences only keeps a sixteenth out. At most four find room in this core while no class is " +
  "taken, which a test shows.";

const COUNTED_ANEW = "A step begins with 0 events (`beginning`), before one is counted.";

export const reasons: readonly Reason[] = [
  {
    file: "slow_state.v",
    line: "if (write_valid) states[",
    kind: "condition always true",
    why:
      "Between two writes, row and value stay what was written last: the same value goes to the same row of the new half " +
      "once more, or to that of the next step, whose rows are all written before the halves change and it is read.",
  },
  {
    file: "core1_slow_state.v",
    line: "if (product_valid_condition & !met_is_drive",
    kind: "or for and",
    replacement: "(product_valid_condition & !met_is_drive | ({1'b0, met_j} == ({1'b0, met_row} + 3'd1)))",
    why:
      "Terms come in the order 0, 1, drive, and the row at work is 0: the last value caught before the group is finished " +
      "is that of term 1, and until then nothing reads what was caught.",
  },
  {
    file: "slow_state.v",
    line: "if (change_valid) begin",
    kind: "condition always true",
    why:
      "Row and value count only where `write_valid` is 1, which is `change_valid` one cycle later; the condition keeps " +
      "the registers still at other times.",
  },
  {
    file: "core0_sequencer.v",
    line: "slow_address_next = (slow_address == 3'd7)",
    kind: "bit of a number flipped",
    replacement: "3'h1",
    why: "The address comes round with the last term of a pass only, and every job sets it to 0 again.",
  },
  {
    file: "loader.v",
    line: "assign params_ready = (phase != PHASE_HEADER) | !active;",
    kind: "operand lost",
    replacement: "(!active)",
    why: "While parameters are loaded no event is taken (`loader_loading` in the top), so that nothing becomes active.",
  },
  {
    file: "loader.v",
    line: "memory_next = known ? ",
    kind: "choice stuck",
    why: "The packet of an unknown memory is skipped: nothing reads the number of its memory.",
  },
  {
    file: "spike_queue.v",
    line: "tail_next = (tail == ",
    kind: "equality loosened",
    why: "The pointer goes from 0 to this number and round again; it is never beyond it.",
  },
  {
    file: "spike_queue.v",
    line: "if (store) words[tail] <= ",
    kind: "condition always true",
    why:
      "The queue has room for the words of all steps under way, and one of them is in the read register: the word at the " +
      "tail is free, and is written anew when something is stored there.",
  },
  {
    file: "spike_queue.v",
    line: "wire store = input_valid & (stored != ",
    kind: "operand lost",
    replacement: "(input_valid)",
    why: "The emitter claims, and every simulation checks, that nothing comes while the queue is full (`queue_has_room`).",
  },
  {
    file: "core1_slow_state.v",
    line: "left_next = 2'd2;",
    kind: "number off by one",
    replacement: "2'h3",
    why: "A third row of the group is row 2 of 2: it does not leave (`leaving`), and the next group sets the count again.",
  },
  {
    file: "core1_neurons.v",
    line: "part_next = (part == 2'd2) ? 2'd0 : part + 2'd1;",
    kind: "choice stuck",
    replacement: "(1'b0 ? 2'd0 : part + 2'd1)",
    why: "There are three words of neurons: part 2 is that of the last, after which the next pass begins with part 0.",
  },
  {
    file: "core1_sequencer.v",
    line: "slow_address_next = 2'd0;",
    kind: "assignment lost",
    why: "A pass has three terms, and the address goes from 0 to 2 and round again: it is 0 when a job is taken.",
  },
  {
    file: "readout_integrate.v",
    line: "if (events_fire & events_last) begin",
    kind: "or for and",
    replacement: "(events_fire | events_last)",
    why: "The last beat of a step, when it is taken, sets it anew before the step is finished and it is read.",
  },
  {
    file: "core1_slow_state.v",
    line: "wire leaving = (left != 2'd0) & (row < 3'd2);",
    kind: "comparison off by one",
    why: "Its only group is of the rows 0 and 1: when the row is 2, none is left.",
  },
  {
    file: "spike_queue.v",
    line: "head_next = (head == ",
    kind: "equality loosened",
    why: "The pointer goes from 0 to this number and round again; it is never beyond it.",
  },
  {
    file: "neurons.v",
    line: "part <= 2'd0;",
    kind: "reset lost",
    why: "A pass opens with part 0 (`opens`), before a word is read.",
  },
  {
    file: "readout.v",
    line: "touched <= 1'b0;",
    kind: "reset to another value",
    why: "It is taken with every job, before the job's currents are read.",
  },
  {
    file: "_core.v",
    line: "assign entering_address = ",
    kind: "choice stuck",
    replacement: "(1'b1 ? leaving_address : 3'd0)",
    why: "Where nothing stays, nothing enters (`entering_valid`): the address is not looked at.",
  },
  {
    file: "intake.v",
    line: "assign events_address = taken ? ",
    kind: "bit of a number flipped",
    why: "A beat that is not taken carries no event: its address is not looked at.",
  },
  {
    file: "neurons.v",
    line: "if (sum_valid & job_refresh) held_currents[",
    kind: "or for and",
    why:
      "In a job that refreshes, the word of before is written once more, and every word anew before a job that holds reads " +
      "it; in one that holds, the word that was read is written back as it was.",
  },
  {
    file: "_core1.v",
    line: "if (read_arrives & fresh) begin",
    kind: "operand lost",
    replacement: "(fresh)",
    why: "Where the next part is the first of a word, nothing waits: what is taken too early is taken once more when it arrives.",
  },
  {
    file: "scalar_drive.v",
    line: "x <= ",
    kind: "reset to another value",
    why: "The drive is handed over with every step before it is read.",
  },
  {
    file: "core1_integrate.v",
    line: "if (shows_1 | (bank_0_condition & bank)) bank_1_word <= bank_1;",
    kind: "or for and",
    replacement: "(bank_0_condition | bank)",
    why: "The bank has one word: reading it once more gives what it holds, and it is read again in the cycle before it counts.",
  },
  {
    file: "core1_slow_state.v",
    line: "if (product_valid_condition & !met_is_drive",
    kind: "or for and",
    replacement: "(product_valid_condition | !met_is_drive)",
    why: "The value caught too early belongs to the place that it is caught again for when its term is met, before it counts.",
  },
  {
    file: "slow_state.v",
    line: "if (load_lane == 8'd1) transitions[",
    kind: "equality loosened",
    why: "The loader counts the lanes of a word from 0 to its last, and this is the last.",
  },
  {
    file: "core0_neurons.v",
    line: "left_next = left - 2'd1;",
    kind: "operand lost",
    why:
      "A group streams as many terms as it has words of neurons: the next one starts with its last word, so that reading never " +
      "pauses within a pass, and ends with the last word of all (`over`).",
  },
  {
    file: "integrate.v",
    line: "opening <= 1'b0;",
    kind: "reset lost",
    why: "It is taken with every event, before that event's row is read.",
  },
  {
    file: "sequencer.v",
    line: "phase_2 <= 1'b0;",
    kind: "reset to another value",
    why: "The first step of a sequence begins the phase anew, and after the reset comes a first step (`ended` is 1).",
  },
  {
    file: "loader.v",
    line: "if (write_valid_condition) begin",
    kind: "condition always true",
    why: "Memory, address, lane and value count only where `write_valid` is 1; the condition keeps them still at other times.",
  },
  {
    file: "readout.v",
    line: "if (phase == PHASE_RUN) bias_word <= bias[at];",
    kind: "another register",
    replacement: "word",
    why: "With one lane a word of currents is a class: both count the same.",
  },
  {
    file: "_shared_intake.v",
    line: "assign axi_ready = events_ready & open;",
    kind: "operand lost",
    replacement: "(events_ready)",
    why: MOST_UNDER_WAY,
  },
  {
    file: "dmp_shared.v",
    line: "sequences <= 4'd0;",
    kind: "reset to another value",
    why: MOST_UNDER_WAY,
  },
  {
    file: "slow_state.v",
    line: "met_is_drive_next = (term_j == ",
    kind: "equality loosened",
    why: "The terms of a group go from 0 to that of the drive, the last one.",
  },
  {
    file: "_shared_core.v",
    line: "if (read_arrives & fresh) begin",
    kind: "condition always true",
    why:
      "A word stays in the memory's read register until its last part has left: what is taken from it once more, in any cycle, is " +
      "the same.",
  },
  {
    file: "_lists_readout.v",
    line: "if (reading) bias_word <= bias[at];",
    kind: "condition always true",
    why: "A bias counts in the cycle after `reading` only: what is read at other times is not looked at.",
  },
  {
    file: "event_list.v",
    line: "count <= 3'd0;",
    kind: "reset lost",
    why: COUNTED_ANEW,
  },
  {
    file: "event_list.v",
    line: "count <= 3'd0;",
    kind: "reset to another value",
    why: COUNTED_ANEW,
  },
  {
    file: "event_list.v",
    line: "if (read_valid) lists_event <= ",
    kind: "condition always true",
    why: "An event counts in the cycle after `read_valid` only: what is read at other times is not looked at.",
  },
  {
    file: "core1_sequencer.v",
    line: "rest_next = rest - 3'd1;",
    kind: "sum for difference",
    why: "From 4 there are as many steps down to 0 as up to 8, which is 0 in three bits.",
  },
  {
    file: /_core\d*\.v$/,
    line: "assign spikes_address = leaves ? leaving_address : ",
    kind: NUMBERS,
    why: "Where nothing leaves the address is not looked at.",
  },
  {
    file: "neurons.v",
    line: /^job_\w+ <= 1'b0;/,
    kind: RESETS,
    why: "It is taken with every job (`opens`), before the job's first word is read.",
  },
  {
    file: "sequencer.v",
    line: "first <= 1'b0;",
    kind: RESETS,
    why: "It is taken with every job, before the neurons take it with theirs.",
  },
  {
    file: "integrate.v",
    line: "bank <= 1'b0;",
    kind: RESETS,
    why: "Which of the two banks comes first is not seen: every job says which one is its own (`job_bank`).",
  },
  {
    file: "integrate.v",
    line: /^if \(shows_1 \| \(bank_0_condition & bank\)\) bank_1_word <= |^if \(shows_0 \| \(bank_0_condition & !bank\)\) bank_0_word <= /,
    kind: "condition always true",
    why: "A word of currents counts in the cycle after it was asked for only: what is read at other times is not looked at.",
  },
  {
    file: "scalar_drive.v",
    line: "if (next_valid) drive_weights_word <= ",
    kind: "condition always true",
    why: "A weight counts in the cycle after `next_valid` only: what is read at other times is not looked at.",
  },
  {
    file: "core1_sequencer.v",
    line: "update_address_next = (update_address == 2'd2)",
    kind: "bit of a number flipped",
    replacement: "2'h3",
    why: "The rows 0 and 1 are those of a job's first three terms, from address 0 on; of what is read later nothing leaves.",
  },
  {
    file: "core1_emitter.v",
    line: "left_1 <= left_1_next;",
    kind: "register holds",
    why: "A spike of the last lane is a word's last: it leaves with the word, and the mark that it has left stays 0.",
  },
  {
    file: "slow_state.v",
    line: "if (product_valid_condition) begin",
    kind: "condition always true",
    why: "The products count in the cycle after that condition only (`product_valid`).",
  },
  {
    file: "sequencer.v",
    line: /^assign (state|slow)_term_last = \(j == /,
    kind: "equality loosened",
    why: "The terms of a group go from 0 to this one, that of the drive.",
  },
  {
    file: /_core\d*\.v$/,
    line: "fresh <= 1'b0;",
    kind: RESETS,
    why: "It is set anew in every cycle, and in the one after a reset no word arrives.",
  },
  {
    file: "readout.v",
    line: "done <= 1'b0;",
    kind: RESETS,
    why: "It is set anew in every cycle, and looked at in a run only, which no reset leads into.",
  },
  {
    file: ".v",
    line: /^wire \w+_load = load_valid & \(load_memory == /,
    kind: "operand lost",
    replacement: /^\(\(load_memory == /,
    why:
      "Between two writes the load bus holds the last one, so that the same value goes to the same place once more; and what " +
      "lies in a memory before it is loaded is not looked at.",
  },
  {
    file: "_lists_core1_neurons.v",
    line: "assign read_first = 1'b1;",
    kind: "bit of a number flipped",
    why: "Where neurons are held still nothing reads it: words come from the row of finished sums.",
  },
  {
    file: "core1_emitter.v",
    line: "wire waiting_0 = front_output_valid & front_output_fired_0;",
    kind: "operand lost",
    replacement: "(front_output_fired_0)",
    why: "Of a word that is not there nothing counts: what is sent is asked for `front_output_valid` once more.",
  },
  {
    file: "_shared_core_slow_state.v",
    line: "wire change_value_condition = (!layer & ",
    kind: "equality loosened",
    why: "The slow state of the first layer has the rows 0 and 1.",
  },
  {
    file: "loader.v",
    line: "if (!complete) begin",
    kind: "condition always true",
    why: "After the last value the packet has ended, or is skipped: its header sets the next one's address to 0.",
  },
  {
    file: "loader.v",
    line: "memory <= 3'd0;",
    kind: RESETS,
    why: "A packet's header sets it, before its first value.",
  },
  {
    file: "dmp_shared.v",
    line: /^\.hold {2,}\(\(sequences == 4'd15\)/,
    kind: NUMBERS,
    why: "No more than four sequences find room in this core while no class is taken, which a test shows.",
  },
];
