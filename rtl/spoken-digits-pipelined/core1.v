`default_nettype none

// Core of layer 1: 128 inputs, 128 neurons, slow state of dimension 5.
module core1 (
    input  wire               clk,
    input  wire               rst,
    input  wire               events_valid,
    output wire               events_ready,
    input  wire [6:0]         events_address,
    input  wire               events_empty,
    input  wire               events_last,
    input  wire               events_end,
    input  wire               load_enable,
    input  wire [7:0]         load_memory,
    input  wire [23:0]        load_address,
    input  wire [7:0]         load_lane,
    input  wire signed [31:0] load_value,
    output wire               spikes_valid,
    input  wire               spikes_ready,
    output wire [6:0]         spikes_address,
    output wire               spikes_empty,
    output wire               spikes_last,
    output wire               spikes_end
);
    wire entering_valid;
    wire entering_ready;
    wire [6:0] entering_address;
    wire entering_empty;
    wire entering_last;
    wire entering_end;
    wire leaving_valid;
    wire leaving_ready;
    wire [6:0] leaving_address;
    wire leaving_empty;
    wire leaving_last;
    wire leaving_end;
    assign entering_valid = events_valid;
    assign entering_address = events_address;
    assign entering_empty = events_empty;
    assign entering_last = events_last;
    assign entering_end = events_end;
    assign events_ready = entering_ready;
    assign spikes_valid = leaving_valid;
    assign spikes_address = leaving_address;
    assign spikes_empty = leaving_empty;
    assign spikes_last = leaving_last;
    assign spikes_end = leaving_end;
    assign leaving_ready = spikes_ready;
    wire [3:0] read_address;
    wire read_enable;
    wire read_bank;
    wire sent;
    wire integrate_job_ready;

    wire integrate_events_ready;
    wire integrate_job_valid;
    wire integrate_job_touched;
    wire integrate_job_end;
    wire integrate_job_bank;
    wire [11:0] integrate_job_drive;
    wire signed [14:0] integrate_currents_0;
    wire signed [14:0] integrate_currents_1;
    wire signed [14:0] integrate_currents_2;
    wire signed [14:0] integrate_currents_3;
    wire signed [14:0] integrate_currents_4;
    wire signed [14:0] integrate_currents_5;
    wire signed [14:0] integrate_currents_6;
    wire signed [14:0] integrate_currents_7;
    core1_integrate integrate (
        .clk            (clk),
        .rst            (rst),
        .events_valid   (entering_valid),
        .events_ready   (integrate_events_ready),
        .events_address (entering_address),
        .events_empty   (entering_empty),
        .events_last    (entering_last),
        .events_end     (entering_end),
        .read_address   (read_address),
        .read_enable    (read_enable),
        .read_bank      (read_bank),
        .load_enable    (load_enable),
        .load_memory    (load_memory),
        .load_address   (load_address),
        .load_lane      (load_lane),
        .load_value     (load_value),
        .job_valid      (integrate_job_valid),
        .job_ready      (integrate_job_ready),
        .job_touched    (integrate_job_touched),
        .job_end        (integrate_job_end),
        .job_bank       (integrate_job_bank),
        .job_drive      (integrate_job_drive),
        .currents_0     (integrate_currents_0),
        .currents_1     (integrate_currents_1),
        .currents_2     (integrate_currents_2),
        .currents_3     (integrate_currents_3),
        .currents_4     (integrate_currents_4),
        .currents_5     (integrate_currents_5),
        .currents_6     (integrate_currents_6),
        .currents_7     (integrate_currents_7)
    );

    assign entering_ready = integrate_events_ready;

    wire sequencer_job_ready;
    wire sequencer_flags_first;
    wire sequencer_flags_end;
    wire sequencer_flags_touched;
    wire sequencer_flags_refresh;
    wire sequencer_flags_bank;
    wire sequencer_idle;
    wire sequencer_started;
    wire sequencer_half;
    wire [11:0] sequencer_drive;
    wire sequencer_term_valid;
    wire sequencer_term_first;
    wire sequencer_term_last;
    wire [2:0] sequencer_term_j;
    wire sequencer_term_dense;
    wire sequencer_term_update;
    wire [6:0] sequencer_term_dense_address;
    wire [4:0] sequencer_term_update_address;
    wire [3:0] sequencer_term_row;
    wire sequencer_group_end;
    wire sequencer_group_opens;
    core_sequencer sequencer (
        .clk                 (clk),
        .rst                 (rst),
        .job_valid           (integrate_job_valid),
        .job_ready           (sequencer_job_ready),
        .job_touched         (integrate_job_touched),
        .job_end             (integrate_job_end),
        .job_bank            (integrate_job_bank),
        .job_drive           (integrate_job_drive),
        .sent                (sent),
        .flags_first         (sequencer_flags_first),
        .flags_end           (sequencer_flags_end),
        .flags_touched       (sequencer_flags_touched),
        .flags_refresh       (sequencer_flags_refresh),
        .flags_bank          (sequencer_flags_bank),
        .idle                (sequencer_idle),
        .started             (sequencer_started),
        .half                (sequencer_half),
        .drive               (sequencer_drive),
        .term_valid          (sequencer_term_valid),
        .term_first          (sequencer_term_first),
        .term_last           (sequencer_term_last),
        .term_j              (sequencer_term_j),
        .term_dense          (sequencer_term_dense),
        .term_update         (sequencer_term_update),
        .term_dense_address  (sequencer_term_dense_address),
        .term_update_address (sequencer_term_update_address),
        .term_row            (sequencer_term_row),
        .group_end           (sequencer_group_end),
        .group_opens         (sequencer_group_opens)
    );

    assign integrate_job_ready = sequencer_job_ready;
    wire advance;

    wire signed [15:0] slow_state_multiplicand;
    core1_slow_state slow_state (
        .clk                 (clk),
        .rst                 (rst),
        .flags_first         (sequencer_flags_first),
        .flags_end           (sequencer_flags_end),
        .flags_touched       (sequencer_flags_touched),
        .flags_refresh       (sequencer_flags_refresh),
        .flags_bank          (sequencer_flags_bank),
        .term_valid          (sequencer_term_valid),
        .term_first          (sequencer_term_first),
        .term_last           (sequencer_term_last),
        .term_j              (sequencer_term_j),
        .term_dense          (sequencer_term_dense),
        .term_update         (sequencer_term_update),
        .term_dense_address  (sequencer_term_dense_address),
        .term_update_address (sequencer_term_update_address),
        .term_row            (sequencer_term_row),
        .half                (sequencer_half),
        .drive               (sequencer_drive),
        .load_enable         (load_enable),
        .load_memory         (load_memory),
        .load_address        (load_address),
        .load_lane           (load_lane),
        .load_value          (load_value),
        .multiplicand        (slow_state_multiplicand)
    );

    wire signed [21:0] dense_slow_0;
    wire signed [21:0] dense_slow_1;
    core1_dense dense (
        .clk                 (clk),
        .rst                 (rst),
        .flags_first         (sequencer_flags_first),
        .flags_end           (sequencer_flags_end),
        .flags_touched       (sequencer_flags_touched),
        .flags_refresh       (sequencer_flags_refresh),
        .flags_bank          (sequencer_flags_bank),
        .term_valid          (sequencer_term_valid),
        .term_first          (sequencer_term_first),
        .term_last           (sequencer_term_last),
        .term_j              (sequencer_term_j),
        .term_dense          (sequencer_term_dense),
        .term_update         (sequencer_term_update),
        .term_dense_address  (sequencer_term_dense_address),
        .term_update_address (sequencer_term_update_address),
        .term_row            (sequencer_term_row),
        .multiplicand        (slow_state_multiplicand),
        .advance             (advance),
        .load_enable         (load_enable),
        .load_memory         (load_memory),
        .load_address        (load_address),
        .load_lane           (load_lane),
        .load_value          (load_value),
        .slow_0              (dense_slow_0),
        .slow_1              (dense_slow_1)
    );

    wire [3:0] neurons_read_address;
    wire neurons_read_enable;
    wire neurons_read_bank;
    wire neurons_advance;
    wire neurons_spikes_valid;
    wire neurons_spikes_fired_0;
    wire neurons_spikes_fired_1;
    wire neurons_spikes_last;
    wire neurons_spikes_end;
    core1_neurons neurons (
        .clk            (clk),
        .rst            (rst),
        .flags_first    (sequencer_flags_first),
        .flags_end      (sequencer_flags_end),
        .flags_touched  (sequencer_flags_touched),
        .flags_refresh  (sequencer_flags_refresh),
        .flags_bank     (sequencer_flags_bank),
        .group_end      (sequencer_group_end),
        .group_opens    (sequencer_group_opens),
        .currents_0     (integrate_currents_0),
        .currents_1     (integrate_currents_1),
        .currents_2     (integrate_currents_2),
        .currents_3     (integrate_currents_3),
        .currents_4     (integrate_currents_4),
        .currents_5     (integrate_currents_5),
        .currents_6     (integrate_currents_6),
        .currents_7     (integrate_currents_7),
        .slow_0         (dense_slow_0),
        .slow_1         (dense_slow_1),
        .load_enable    (load_enable),
        .load_memory    (load_memory),
        .load_address   (load_address),
        .load_lane      (load_lane),
        .load_value     (load_value),
        .read_address   (neurons_read_address),
        .read_enable    (neurons_read_enable),
        .read_bank      (neurons_read_bank),
        .advance        (neurons_advance),
        .spikes_valid   (neurons_spikes_valid),
        .spikes_fired_0 (neurons_spikes_fired_0),
        .spikes_fired_1 (neurons_spikes_fired_1),
        .spikes_last    (neurons_spikes_last),
        .spikes_end     (neurons_spikes_end)
    );

    assign read_address = neurons_read_address;
    assign read_enable = neurons_read_enable;
    assign read_bank = neurons_read_bank;
    assign advance = neurons_advance;
    wire emit_events_ready;

    wire emit_events_valid;
    wire [6:0] emit_events_address;
    wire emit_events_empty;
    wire emit_events_last;
    wire emit_events_end;
    wire emit_sent;
    core_emitter emit (
        .clk            (clk),
        .rst            (rst),
        .spikes_valid   (neurons_spikes_valid),
        .spikes_fired_0 (neurons_spikes_fired_0),
        .spikes_fired_1 (neurons_spikes_fired_1),
        .spikes_last    (neurons_spikes_last),
        .spikes_end     (neurons_spikes_end),
        .events_valid   (emit_events_valid),
        .events_ready   (emit_events_ready),
        .events_address (emit_events_address),
        .events_empty   (emit_events_empty),
        .events_last    (emit_events_last),
        .events_end     (emit_events_end),
        .sent           (emit_sent)
    );

    assign sent = emit_sent;
    assign leaving_valid = emit_events_valid;
    assign leaving_address = emit_events_address;
    assign leaving_empty = emit_events_empty;
    assign leaving_last = emit_events_last;
    assign leaving_end = emit_events_end;
    assign emit_events_ready = leaving_ready;

    // Bits that nothing reads.
    wire unused_bits = &{1'b0, sequencer_idle, sequencer_started};
endmodule

`default_nettype wire
