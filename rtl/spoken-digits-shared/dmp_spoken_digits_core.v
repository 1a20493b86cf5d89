`default_nettype none

// Core of all 2 layers, which it computes one after the other in every time step.
module dmp_spoken_digits_core (
    input  wire               clk,
    input  wire               rst,
    input  wire               events_valid,
    output wire               events_ready,
    input  wire [7:0]         events_address,
    input  wire               events_empty,
    input  wire               events_last,
    input  wire               events_end,
    input  wire               load_valid,
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
    wire leaving_valid;
    wire leaving_ready;
    wire [6:0] leaving_address;
    wire leaving_empty;
    wire leaving_last;
    wire leaving_end;
    wire entering_valid;
    wire entering_ready;
    wire [7:0] entering_address;
    wire entering_empty;
    wire entering_last;
    wire entering_end;

    // The layer whose events enter, and the layer whose spikes leave.
    reg  entering_layer;
    reg  entering_layer_next;
    reg  leaving_layer;
    reg  leaving_layer_next;
    wire entering_fire = entering_valid & entering_ready;

    always @* begin : entering_layer_logic
        entering_layer_next = entering_layer;
        if (entering_fire & entering_last) begin
            entering_layer_next = entering_layer + 1'b1;
        end
    end

    wire leaving_fire = leaving_valid & leaving_ready;

    always @* begin : leaving_layer_logic
        leaving_layer_next = leaving_layer;
        if (leaving_fire & leaving_last) begin
            leaving_layer_next = leaving_layer + 1'b1;
        end
    end

    wire from_outside = !entering_layer;
    wire to_outside = leaving_layer;
    wire stays = leaving_valid & !to_outside;
    wire leaves = leaving_valid & to_outside;
    assign entering_valid = from_outside ? events_valid : stays;
    assign entering_address = from_outside ? events_address
        : stays ? {1'b0, leaving_address}
        : 8'd0;
    assign entering_empty = from_outside ? events_empty : leaving_empty;
    assign entering_last = from_outside ? events_last : leaving_last;
    assign entering_end = from_outside ? events_end : leaving_end;
    assign events_ready = from_outside & entering_ready;
    assign spikes_valid = leaves;
    assign spikes_address = leaves ? leaving_address : 7'd0;
    assign spikes_empty = leaving_empty;
    assign spikes_last = leaving_last;
    assign spikes_end = leaving_end;
    assign leaving_ready = to_outside ? spikes_ready : !from_outside & entering_ready;
    wire read_valid;
    wire read_first;
    wire read_arrives;
    wire sent;
    wire awaits;
    wire advance;
    wire next_valid;
    wire [7:0] next_at;
    wire next_half;
    wire event_list_step_ready;

    wire event_list_events_ready;
    wire event_list_step_valid;
    wire [7:0] event_list_step_events;
    wire event_list_step_end;
    wire event_list_step_half;
    wire [7:0] event_list_event_address;
    wire event_list_begins;
    wire event_list_layer;
    dmp_spoken_digits_core_event_list event_list (
        .clk            (clk),
        .rst            (rst),
        .events_valid   (entering_valid),
        .events_ready   (event_list_events_ready),
        .events_address (entering_address),
        .events_empty   (entering_empty),
        .events_last    (entering_last),
        .events_end     (entering_end),
        .read_valid     (next_valid),
        .read_at        (next_at),
        .read_half      (next_half),
        .step_valid     (event_list_step_valid),
        .step_ready     (event_list_step_ready),
        .step_events    (event_list_step_events),
        .step_end       (event_list_step_end),
        .step_half      (event_list_step_half),
        .event_address  (event_list_event_address),
        .begins         (event_list_begins),
        .layer          (event_list_layer)
    );

    assign entering_ready = event_list_events_ready;
    wire fast_current_job_ready;

    wire fast_current_step_ready;
    wire fast_current_read_valid;
    wire [7:0] fast_current_read_at;
    wire fast_current_read_half;
    wire fast_current_job_valid;
    wire fast_current_job_touched;
    wire fast_current_job_end;
    wire fast_current_meets;
    wire signed [15:0] fast_current_currents_0;
    wire signed [15:0] fast_current_currents_1;
    dmp_spoken_digits_core_fast_current fast_current (
        .clk           (clk),
        .rst           (rst),
        .step_valid    (event_list_step_valid),
        .step_ready    (fast_current_step_ready),
        .step_events   (event_list_step_events),
        .step_end      (event_list_step_end),
        .step_half     (event_list_step_half),
        .event_address (event_list_event_address),
        .awaits        (awaits),
        .advance       (advance),
        .load_valid    (load_valid),
        .load_memory   (load_memory),
        .load_address  (load_address),
        .load_lane     (load_lane),
        .load_value    (load_value),
        .read_valid    (fast_current_read_valid),
        .read_at       (fast_current_read_at),
        .read_half     (fast_current_read_half),
        .job_valid     (fast_current_job_valid),
        .job_ready     (fast_current_job_ready),
        .job_touched   (fast_current_job_touched),
        .job_end       (fast_current_job_end),
        .meets         (fast_current_meets),
        .currents_0    (fast_current_currents_0),
        .currents_1    (fast_current_currents_1)
    );

    assign event_list_step_ready = fast_current_step_ready;
    assign next_valid = fast_current_read_valid;
    assign next_at = fast_current_read_at;
    assign next_half = fast_current_read_half;
    wire event_list_step_fire = event_list_step_valid & event_list_step_ready;

    wire sequencer_job_ready;
    wire sequencer_flags_layer;
    wire sequencer_flags_first;
    wire sequencer_flags_touched;
    wire sequencer_flags_end;
    wire sequencer_started;
    wire sequencer_awaits;
    wire sequencer_half;
    wire sequencer_state_term_valid;
    wire [2:0] sequencer_state_term_j;
    wire sequencer_state_term_update;
    wire sequencer_state_term_last;
    wire [5:0] sequencer_state_term_address;
    wire [4:0] sequencer_state_term_row;
    wire sequencer_slow_term_valid;
    wire sequencer_slow_term_last;
    wire [7:0] sequencer_slow_term_address;
    wire sequencer_group_end;
    wire sequencer_group_opens;
    dmp_spoken_digits_core_sequencer sequencer (
        .clk                (clk),
        .rst                (rst),
        .job_valid          (fast_current_job_valid),
        .job_ready          (sequencer_job_ready),
        .job_touched        (fast_current_job_touched),
        .job_end            (fast_current_job_end),
        .meets              (fast_current_meets),
        .sent               (sent),
        .flags_layer        (sequencer_flags_layer),
        .flags_first        (sequencer_flags_first),
        .flags_touched      (sequencer_flags_touched),
        .flags_end          (sequencer_flags_end),
        .started            (sequencer_started),
        .awaits             (sequencer_awaits),
        .half               (sequencer_half),
        .state_term_valid   (sequencer_state_term_valid),
        .state_term_j       (sequencer_state_term_j),
        .state_term_update  (sequencer_state_term_update),
        .state_term_last    (sequencer_state_term_last),
        .state_term_address (sequencer_state_term_address),
        .state_term_row     (sequencer_state_term_row),
        .slow_term_valid    (sequencer_slow_term_valid),
        .slow_term_last     (sequencer_slow_term_last),
        .slow_term_address  (sequencer_slow_term_address),
        .group_end          (sequencer_group_end),
        .group_opens        (sequencer_group_opens)
    );

    assign fast_current_job_ready = sequencer_job_ready;
    assign awaits = sequencer_awaits;

    wire [11:0] scalar_drive_drive;
    dmp_spoken_digits_core_scalar_drive scalar_drive (
        .clk           (clk),
        .rst           (rst),
        .layer         (event_list_layer),
        .begins        (event_list_begins),
        .event_valid   (entering_fire & !entering_empty),
        .event_address (entering_address),
        .handed_over   (event_list_step_fire),
        .load_valid    (load_valid),
        .load_memory   (load_memory),
        .load_address  (load_address),
        .load_lane     (load_lane),
        .load_value    (load_value),
        .drive         (scalar_drive_drive)
    );

    // What was known of the step at its hand-over, kept for its job: the next step may be listed before.
    reg  [11:0] drive_at_job;
    reg  [11:0] drive_at_job_next;

    always @* begin : drive_at_job_logic
        drive_at_job_next = drive_at_job;
        if (sequencer_started) begin
            drive_at_job_next = scalar_drive_drive;
        end
    end

    wire signed [15:0] slow_state_multiplicand;
    dmp_spoken_digits_core_slow_state slow_state (
        .clk          (clk),
        .rst          (rst),
        .layer        (sequencer_flags_layer),
        .fresh        (sequencer_flags_first),
        .half         (sequencer_half),
        .drive        (drive_at_job),
        .term_valid   (sequencer_state_term_valid),
        .term_j       (sequencer_state_term_j),
        .term_update  (sequencer_state_term_update),
        .term_last    (sequencer_state_term_last),
        .term_address (sequencer_state_term_address),
        .term_row     (sequencer_state_term_row),
        .load_valid   (load_valid),
        .load_memory  (load_memory),
        .load_address (load_address),
        .load_lane    (load_lane),
        .load_value   (load_value),
        .multiplicand (slow_state_multiplicand)
    );

    wire signed [25:0] slow_current_slow_0;
    wire signed [25:0] slow_current_slow_1;
    dmp_spoken_digits_core_slow_current slow_current (
        .clk          (clk),
        .rst          (rst),
        .term_valid   (sequencer_slow_term_valid),
        .term_last    (sequencer_slow_term_last),
        .term_address (sequencer_slow_term_address),
        .multiplicand (slow_state_multiplicand),
        .advance      (advance),
        .load_valid   (load_valid),
        .load_memory  (load_memory),
        .load_address (load_address),
        .load_lane    (load_lane),
        .load_value   (load_value),
        .slow_0       (slow_current_slow_0),
        .slow_1       (slow_current_slow_1)
    );

    wire neurons_read_valid;
    wire neurons_read_first;
    wire neurons_read_arrives;
    wire neurons_advance;
    wire neurons_spikes_valid;
    wire neurons_spikes_fired_0;
    wire neurons_spikes_fired_1;
    wire neurons_spikes_last;
    wire neurons_spikes_end;
    dmp_spoken_digits_core_neurons neurons (
        .clk            (clk),
        .rst            (rst),
        .flags_layer    (sequencer_flags_layer),
        .flags_first    (sequencer_flags_first),
        .flags_touched  (sequencer_flags_touched),
        .flags_end      (sequencer_flags_end),
        .group_end      (sequencer_group_end),
        .group_opens    (sequencer_group_opens),
        .currents_0     (fast_current_currents_0),
        .currents_1     (fast_current_currents_1),
        .slow_0         (slow_current_slow_0),
        .slow_1         (slow_current_slow_1),
        .load_valid     (load_valid),
        .load_memory    (load_memory),
        .load_address   (load_address),
        .load_lane      (load_lane),
        .load_value     (load_value),
        .read_valid     (neurons_read_valid),
        .read_first     (neurons_read_first),
        .read_arrives   (neurons_read_arrives),
        .advance        (neurons_advance),
        .spikes_valid   (neurons_spikes_valid),
        .spikes_fired_0 (neurons_spikes_fired_0),
        .spikes_fired_1 (neurons_spikes_fired_1),
        .spikes_last    (neurons_spikes_last),
        .spikes_end     (neurons_spikes_end)
    );

    assign read_valid = neurons_read_valid;
    assign read_first = neurons_read_first;
    assign read_arrives = neurons_read_arrives;
    assign advance = neurons_advance;
    wire emit_events_ready;

    wire emit_events_valid;
    wire [6:0] emit_events_address;
    wire emit_events_empty;
    wire emit_events_last;
    wire emit_events_end;
    wire emit_sent;
    dmp_spoken_digits_core_emitter emit (
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

    always @(posedge clk) begin : registers
        if (rst) begin
            entering_layer <= 1'b0;
            leaving_layer <= 1'b0;
            drive_at_job <= 12'd0;
        end else begin
            entering_layer <= entering_layer_next;
            leaving_layer <= leaving_layer_next;
            drive_at_job <= drive_at_job_next;
        end
    end

    // Bits that nothing reads.
    wire unused_bits = &{1'b0, read_valid, read_first, read_arrives};
endmodule

`default_nettype wire
